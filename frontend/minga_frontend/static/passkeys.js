// Passkeys: asks our API for a question, lets the browser answer it, and sends the answer with the page's own form.
// The forms stay hidden where there is no script or no passkeys; every page offers another way beside them.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const WISHES = {
    "sign-in": ["mutation { done: beginPasskeySignIn { ... on PasskeyQuestion { options } } }", "get"],
    "step-up": ["mutation { done: beginPasskeyStepUp { ... on PasskeyQuestion { options } } }", "get"],
    add: ["mutation { done: beginPasskey { __typename ... on PasskeyQuestion { options } } }", "create"],
  };
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const question = (options) => {
    const read = JSON.parse(options);
    read.challenge = bytes(read.challenge);
    if (read.user) read.user.id = bytes(read.user.id);
    for (const list of [read.allowCredentials, read.excludeCredentials]) {
      for (const one of list || []) one.id = bytes(one.id);
    }
    return { publicKey: read };
  };

  const told = (credential) => {
    const said = credential.response;
    const response = { clientDataJSON: text(said.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (said[name]) response[name] = text(said[name]);
    }
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {},
    });
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const [wish, verb] = WISHES[form.dataset.passkey];
    const failed = form.querySelector("[data-failed]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      event.stopPropagation();
      failed.hidden = true;
      try {
        const answer = await fetch("/graphql", {
          method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: wish }),
        });
        const { data } = await answer.json();
        if (data.done.__typename === "StepUpNeeded") return location.assign("/confirm?next=/account");
        form.elements.answer.value = told(await navigator.credentials[verb](question(data.done.options)));
        form.requestSubmit();
      } catch {
        failed.hidden = false;
      }
    });
  }
})();
