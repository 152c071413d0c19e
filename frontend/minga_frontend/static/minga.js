// Nicer, never necessary: every page works without this file. No libraries, no globals.
(() => {
  "use strict";

  // Plus and minus beside an amount. The words come from the page, which knows the reader's language.
  for (const stepper of document.querySelectorAll("[data-stepper]")) {
    const input = stepper.querySelector("input");
    const button = (sign, label) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = sign < 0 ? "−" : "+";
      made.setAttribute("aria-label", label);
      made.addEventListener("click", () => {
        sign < 0 ? input.stepDown() : input.stepUp();
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      return made;
    };
    input.before(button(-1, stepper.dataset.less));
    input.after(button(1, stepper.dataset.more));
  }

  // A choice that is its own wish (sort, language) need not wait for its button.
  for (const select of document.querySelectorAll("select[data-sends]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
    select.form.querySelector("[data-spare]")?.setAttribute("hidden", "");
  }

  // Where she is, to about a kilometre, until the browser is closed: for the distance to where goods are fetched. It stays with her.
  for (const button of document.querySelectorAll("[data-locate]")) {
    if (!navigator.geolocation) continue;
    button.hidden = false;
    button.addEventListener("click", () =>
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          document.cookie = `place=${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}; path=/; SameSite=Lax; Secure`;
          const select = button.form.elements.near;
          if (![...select.options].some((one) => one.value === "here")) select.append(new Option(button.textContent, "here"));
          select.value = "here";
          button.form.requestSubmit();
        },
        () => (button.textContent = button.dataset.failed),
      ),
    );
  }

  // One press, one wish. The server would give the same answer twice anyway; this spares the wait.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    if (form.method === "post") {
      form.dataset.sent = "1";
      form.setAttribute("aria-busy", "true");
      // A file to keep leaves the page standing. Its button shall work a second time.
      setTimeout(free, 5000, form);
    }
  });
  const free = (form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  };
  // The back button brings a page back as it was left: it may be sent again.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));

  // A draft keeps itself while one writes; its button does the same without script.
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const state = form.querySelector("[data-state]");
    let waiting;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        const body = new URLSearchParams(new FormData(form));
        body.set("autosave", "1");
        const kept = await fetch(location.pathname, { method: "POST", body }).then((answer) => answer.ok, () => false);
        state.textContent = kept ? form.dataset.kept : form.dataset.unkept;
      }, 2500);
    });
    form.addEventListener("submit", () => clearTimeout(waiting));
  }

  // On a phone the rows of sections are wider than the page: show where one is.
  for (const current of document.querySelectorAll(":is(.shelf, .homes) [aria-current]")) {
    const row = current.closest("ul");
    row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
  }

  // Printing is a button where people expect one.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // A passage to copy: an address, a payment reference.
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
    });
  }
})();
