// Files in parts (tus 1.0.0), where script runs: each goes on where a broken line stopped, also after a restart of the device.
(() => {
  "use strict";
  const PART = 2 * 1024 * 1024;
  const TRIES = 30;
  const TUS = { "Tus-Resumable": "1.0.0" };
  const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
  const coded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  for (const form of document.querySelectorAll("form[data-parts]")) {
    form.addEventListener("submit", (event) => {
      const file = form.querySelector("input[type=file]").files[0];
      if (!file || !file.size) return;
      event.preventDefault();
      event.stopPropagation();
      bring(form, file);
    });
  }

  async function bring(form, file) {
    const bar = form.querySelector("progress");
    const state = form.querySelector("[role=status]");
    const button = form.querySelector("button");
    const name = `upload ${form.dataset.parts} ${file.name} ${file.size} ${file.lastModified}`;
    const then = (query) => {
      const at = new URL(form.dataset.then, location.href);
      for (const [key, value] of Object.entries(query)) at.searchParams.set(key, value);
      location.assign(at);
    };
    button.disabled = true;
    bar.hidden = false;
    for (let tried = 0; tried < TRIES; tried++) {
      try {
        let place = localStorage.getItem(name);
        let stands = place && (await fetch(place, { method: "HEAD", headers: TUS }));
        if (!stands || !stands.ok) {
          const metadata = `filename ${coded(file.name)}`;
          const made = await fetch(form.dataset.parts, {
            method: "POST",
            headers: { ...TUS, "Upload-Length": String(file.size), "Upload-Metadata": metadata },
          });
          if (!made.ok) return refused(await code(made));
          place = made.headers.get("Location");
          localStorage.setItem(name, place);
          stands = made;
        }
        let at = Number(stands.headers.get("Upload-Offset"));
        let kept = stands.headers.get("Minga-File");
        while (!kept) {
          bar.value = (100 * at) / file.size;
          state.textContent = `${Math.floor(bar.value)} %`;
          const sent = await fetch(place, {
            method: "PATCH",
            headers: { ...TUS, "Upload-Offset": String(at), "Content-Type": "application/offset+octet-stream" },
            body: file.slice(at, at + PART),
          });
          if (sent.status >= 500) throw new Error("again");
          if (!sent.ok && sent.status !== 409) return refused(await code(sent));
          at = Number(sent.headers.get("Upload-Offset"));
          kept = sent.headers.get("Minga-File");
          tried = 0;
        }
        localStorage.removeItem(name);
        return then({ file: kept });
      } catch {
        state.textContent = form.dataset.broken;
        await pause(Math.min(20, 1 + tried));
      }
    }
    button.disabled = false;

    function refused(problem) {
      localStorage.removeItem(name);
      state.textContent = form.dataset.refused;
      then({ problem });
    }
  }

  const code = (answer) => answer.json().then((told) => told.refusal.code, () => "UNEXPECTED");
})();
