// The table of a stall keeps its page on the device (stand.js), with names of buyers in it: it goes with whoever signs out.
// What waits to be sent names nobody, and stays until she signs in here again.
(() => {
  "use strict";
  const forget = async () => {
    for (const name of Object.keys(localStorage)) if (name.startsWith("stand-")) localStorage.removeItem(name);
    await window.caches?.delete("stand");
  };
  const waits = () => Object.keys(localStorage).some((name) => name.startsWith("stand ") && localStorage.getItem(name) !== "[]");

  for (const form of document.querySelectorAll('form[action$="/sign-out"]')) {
    form.addEventListener("submit", async (event) => {
      if (form.dataset.forgot) return;
      event.preventDefault();
      event.stopPropagation();
      if (waits() && !confirm(form.dataset.waits)) return;
      await forget().catch(() => {});
      form.dataset.forgot = "1";
      form.requestSubmit(event.submitter);
    });
  }
  for (const link of document.querySelectorAll('a[href$="/account/erase"]')) link.addEventListener("click", () => forget().catch(() => {}));
  // Who is asked to sign in is signed out, however that came.
  if (document.querySelector('form[action$="/sign-in"]')) forget().catch(() => {});
})();
