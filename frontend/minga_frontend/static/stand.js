// The table of a stall without a line: deeds are kept on the device, each under its key, and sent once when there is a line.
(() => {
  "use strict";
  const table = document.getElementById("stand");
  if (!table) return;
  const said = JSON.parse(table.dataset.said);
  const place = `stand ${table.dataset.stall}`;
  const panel = table.querySelector("[data-line]");
  const state = panel.querySelector("[data-state]");
  const list = panel.querySelector("[data-queue]");
  const wipe = panel.querySelector("[data-wipe]");
  const CALLS = {
    sell: `mutation ($key: String!, $stall: ID!, $lines: [StandLineInput!]!, $received: MoneyInput!, $at: Instant!, $point: ID, $corrects: Boolean!) {
      done: sellAtStand(key: $key, stallId: $stall, lines: $lines, received: $received, soldAt: $at, pickupPointId: $point, correctsStock: $corrects) {
        __typename ... on Refusal { code message } } }`,
    weigh: `mutation ($key: String!, $line: ID!, $packed: MinorUnits!) {
      done: weighLine(key: $key, lineId: $line, packed: $packed) { __typename ... on Refusal { code message } } }`,
    ready: `mutation ($part: ID!) { done: markReady(partId: $part) { __typename ... on Refusal { code message } ... on InvalidTransition { current } } }`,
    handed: `mutation ($key: String!, $part: ID!, $cash: MoneyInput) {
      done: handOver(key: $key, partId: $part, cashReceived: $cash) { __typename ... on Refusal { code message } ... on InvalidTransition { current } } }`,
  };
  const DONE_ALREADY = { ready: ["ready", "handed_over"], handed: ["handed_over"] };

  const queue = () => JSON.parse(localStorage.getItem(place) || "[]");
  const keep = (deeds) => localStorage.setItem(place, JSON.stringify(deeds));
  const change = (id, with_) => keep(queue().map((one) => (one.id === id ? { ...one, ...with_ } : one)));
  const drop = (id) => keep(queue().filter((one) => one.id !== id));
  const freshKey = () => `key_${[...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("")}`;

  function put(kind, name, wish, sum) {
    keep([...queue(), { id: freshKey(), kind, name, wish, sum, who: table.dataset.me, since: new Date().toISOString() }]);
    draw();
    send();
  }

  // What is done

  const money = (minor, currency) =>
    new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency }).format(
      minor / 10 ** new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits,
    );
  const rounded = (price, number, per) => Number((2n * BigInt(price) * BigInt(number) + BigInt(per)) / (2n * BigInt(per)));

  const selling = table.querySelector('form[data-deed="sell"]');
  const amounts = selling ? [...selling.querySelectorAll("input[data-price]")] : [];
  const chosen = () => amounts.filter((one) => Number(one.value) > 0);
  const sum = () =>
    chosen().reduce((all, { value, dataset }) => {
      const jars = Number(dataset.deposit) ? Math.ceil(Number(value) / Number(dataset.holds)) * Number(dataset.deposit) : 0;
      return all + rounded(dataset.price, value, dataset.per) + jars;
    }, 0);
  if (selling) {
    const currency = selling.elements.currency.value;
    const told = selling.querySelector("[data-sum]");
    const button = selling.querySelector("[data-sell]");
    const other = selling.querySelector("button:not([data-sell])");
    button.hidden = false;
    other.hidden = true;
    const show = () => (told.textContent = chosen().length ? said.sum.replace("%(sum)s", money(sum(), currency)) : "");
    selling.addEventListener("input", show);
    button.addEventListener("click", () => {
      if (!chosen().length || !selling.reportValidity()) return;
      const lines = chosen().map((one) => ({ variantId: one.name.slice(2), quantity: Number(one.value), price: Number(one.dataset.price) }));
      const name = chosen().map((one) => `${one.value} × ${one.dataset.title}`).join(", ");
      const wish = {
        key: freshKey(), stall: table.dataset.stall, lines, received: { minor: sum(), currency }, at: new Date().toISOString(),
        point: selling.elements.point?.value || null, corrects: false,
      };
      put("sell", name, wish, money(sum(), currency));
      for (const one of amounts) one.value = "";
      show();
    });
    selling.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      button.click();
    }, true);
    show();
  }
  for (const form of table.querySelectorAll("form[data-deed]:not([data-deed=sell])")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const field = (name) => form.elements[name]?.value;
      const kind = form.dataset.deed;
      const wish =
        kind === "weigh" ? { key: field("key"), line: field("line"), packed: Number(field("packed")) }
        : kind === "ready" ? { part: field("part") }
        : { key: field("key"), part: field("part"), cash: field("cash") ? { minor: Number(field("cash")), currency: field("currency") } : null };
      put(kind, kind === "weigh" ? `${form.dataset.name} · ${field("packed")}` : form.dataset.name, wish, "");
    }, true);
  }

  // What waits

  let busy = false;
  let sentSome = false;
  async function send() {
    if (busy || !navigator.onLine) return draw();
    busy = true;
    try {
      for (const deed of queue()) {
        if (deed.refused || deed.who !== table.dataset.me) continue;
        state.textContent = `${said[NAMES[deed.kind]]}: ${said.sending}`;
        const answer = await fetch(table.dataset.api, {
          method: "POST",
          credentials: "same-origin",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query: CALLS[deed.kind], variables: deed.wish }),
        });
        if (answer.status >= 500 || answer.status === 429) throw new Error("later");
        const told = await answer.json();
        const done = told.data?.done;
        if (!done || done.code === "SIGN_IN_NEEDED") {
          if (!done && told.errors?.[0]?.extensions?.code !== "UNAUTHENTICATED") change(deed.id, { refused: told.errors?.[0]?.message || "?" });
          else {
            busy = false;
            draw();
            state.textContent = said.sign_in;
            return;
          }
        } else if (!done.code || DONE_ALREADY[deed.kind]?.includes(String(done.current).toLowerCase())) {
          drop(deed.id);
          sentSome = true;
        } else change(deed.id, { refused: done.message, code: done.code });
        draw();
      }
    } catch {
      setTimeout(send, 15_000);
    }
    busy = false;
    draw();
  }
  const NAMES = { sell: "sale", handed: "handed", ready: "ready", weigh: "weigh" };

  function draw() {
    const deeds = queue();
    panel.hidden = false;
    state.textContent = !navigator.onLine ? said.offline : sentSome && !deeds.length ? said.all_sent : said.online;
    list.replaceChildren(
      ...deeds.map((deed) => {
        const item = document.createElement("li");
        const mine = deed.who === table.dataset.me;
        item.append(`${said[NAMES[deed.kind]]}: ${deed.name}${deed.sum ? ` · ${deed.sum}` : ""} · `);
        const mark = document.createElement("strong");
        mark.textContent = deed.refused ? `${said.refused}: ${deed.refused}` : mine ? said.waits : said.other;
        item.append(mark);
        const press = (label, deed_) => {
          const button = document.createElement("button");
          button.type = "button";
          button.className = "plain";
          button.textContent = label;
          button.addEventListener("click", deed_);
          item.append(" ", button);
        };
        if (deed.refused) {
          if (deed.code === "OUT_OF_STOCK")
            press(said.correct, () => {
              change(deed.id, { refused: "", code: "", wish: { ...deed.wish, key: freshKey(), corrects: true } });
              send();
            });
          else
            press(said.again, () => {
              change(deed.id, { refused: "", code: "" });
              send();
            });
          press(said.forget, () => {
            if (!confirm(said.forget_sure)) return;
            drop(deed.id);
            draw();
          });
        }
        return item;
      }),
    );
    const waiting = new Map(deeds.filter((one) => one.wish.part).map((one) => [one.wish.part, one]));
    for (const part of table.querySelectorAll("[data-part]")) {
      const deed = waiting.get(part.dataset.part);
      part.toggleAttribute("aria-busy", Boolean(deed && !deed.refused));
      for (const button of part.querySelectorAll('form[data-deed="handed"] button, form[data-deed="ready"] button'))
        button.disabled = Boolean(deed && !deed.refused && (deed.kind === "handed" || button.form.dataset.deed === deed.kind));
    }
    wipe.hidden = !navigator.serviceWorker?.controller;
  }

  addEventListener("online", send);
  addEventListener("offline", draw);
  addEventListener("pageshow", send);

  // The page itself is kept, with what it is drawn with.
  if (navigator.serviceWorker && window.caches) {
    navigator.serviceWorker
      .register(table.dataset.worker, { scope: location.pathname })
      .then(async () => {
        await navigator.serviceWorker.ready;
        const cache = await caches.open("stand");
        const drawn = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((one) => one.href || one.src);
        await Promise.all([location.href, ...drawn].map(async (address) => cache.put(address, await fetch(address))));
        const note = panel.querySelector("[data-kept]");
        note.textContent = said.kept;
        note.hidden = false;
        table.dataset.ready = "1";
        draw();
      })
      .catch(() => {});
    wipe.addEventListener("click", async () => {
      await caches.delete("stand");
      for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
      const note = panel.querySelector("[data-kept]");
      note.textContent = said.wiped;
      wipe.hidden = true;
    });
  }
  draw();
  send();
})();
