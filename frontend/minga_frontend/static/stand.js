// The table of a stall without a line: deeds are kept on the device, each under its key, and sent once when there is a line.
(() => {
  "use strict";
  const table = document.getElementById("stand");
  if (!table) return;
  const said = JSON.parse(table.dataset.said);
  // Three things are kept: what waits to be sent (it names no buyer), what was sent since the page was drawn, what is picked.
  const place = `stand ${table.dataset.stall}`;
  const since = `stand-since ${table.dataset.stall}`;
  const picks = `stand-picked ${table.dataset.stall}`;
  const panel = table.querySelector("[data-line]");
  const state = panel.querySelector("[data-state]");
  const list = panel.querySelector("[data-queue]");
  const wipe = panel.querySelector("[data-wipe]");
  const CALLS = {
    sell: `mutation ($key: String!, $stall: ID!, $lines: [StandLineInput!]!, $received: MoneyInput!, $at: Instant!, $point: ID, $corrects: Boolean!) {
      done: sellAtStand(key: $key, stallId: $stall, lines: $lines, received: $received, soldAt: $at, pickupPointId: $point, correctsStock: $corrects) {
        __typename ... on Refusal { code message } ... on PriceChanged { right: new { minor currency } } } }`,
    weigh: `mutation ($key: String!, $line: ID!, $packed: MinorUnits!) {
      done: weighLine(key: $key, lineId: $line, packed: $packed) { __typename ... on Refusal { code message } } }`,
    ready: `mutation ($part: ID!) { done: markReady(partId: $part) { __typename ... on Refusal { code message } ... on InvalidTransition { current } } }`,
    handed: `mutation ($key: String!, $part: ID!, $cash: MoneyInput) {
      done: handOver(key: $key, partId: $part, cashReceived: $cash) { __typename ... on Refusal { code message } ... on InvalidTransition { current }
        ... on AmountDiffers { right: expected { minor currency } } } }`,
  };
  const DONE_ALREADY = { ready: ["ready", "handed_over"], handed: ["handed_over"] };

  const read = (name) => JSON.parse(localStorage.getItem(name) || "[]");
  const write = (name, list_) => localStorage.setItem(name, JSON.stringify(list_));
  const queue = () => read(place);
  const keep = (deeds) => write(place, deeds);
  const change = (id, with_) => keep(queue().map((one) => (one.id === id ? { ...one, ...with_ } : one)));
  const drop = (id) => keep(queue().filter((one) => one.id !== id));
  const freshKey = () => `key_${[...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("")}`;

  // What is away, as far as we know: "line", "server", or nothing. A page that the server just drew knows all that was sent.
  let away = table.dataset.away || "";
  if (!away) localStorage.removeItem(since);
  let sent = read(since);

  function put(kind, name, wish, sum) {
    // What was refused of the same line or part is settled by what is done now.
    const again = (one) => one.refused && one.kind === kind && kind !== "sell" && one.wish.line === wish.line && one.wish.part === wish.part;
    const deed = { id: freshKey(), kind, name, wish, sum, who: table.dataset.me, since: new Date().toISOString() };
    keep([...queue().filter((one) => !again(one)), deed]);
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
    // One market, one till: whose it is is chosen once, and stays chosen.
    const till = selling.elements.point;
    if (till) {
      const chosenTill = `stand-till ${table.dataset.stall}`;
      const before = localStorage.getItem(chosenTill);
      if (!till.value && [...till.options].some((one) => one.value === before)) till.value = before;
      till.addEventListener("change", () => localStorage.setItem(chosenTill, till.value));
    }
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
        kind === "weigh" ? { key: freshKey(), line: field("line"), packed: Number(field("packed")) }
        : kind === "ready" ? { part: field("part") }
        : { key: freshKey(), part: field("part"), cash: Number(field("cash")) ? { minor: Number(field("cash")), currency: field("currency") } : null };
      put(kind, kind === "weigh" ? `${form.dataset.name} · ${field("packed")}` : form.dataset.name, wish, wish.cash ? money(wish.cash.minor, wish.cash.currency) : "");
    }, true);
  }

  // What is picked: line by line, so that a tick says nothing of an order that comes later.
  const ticks = [...table.querySelectorAll("[data-pick]")];
  const there = ticks.flatMap((one) => one.dataset.pick.split(" "));
  if (!away) write(picks, read(picks).filter((one) => there.includes(one)));
  for (const tick of ticks) {
    const lines = tick.dataset.pick.split(" ");
    tick.hidden = false;
    tick.checked = lines.every((one) => read(picks).includes(one));
    tick.addEventListener("change", () => {
      const others = read(picks).filter((one) => !lines.includes(one));
      write(picks, tick.checked ? [...others, ...lines] : others);
    });
  }

  // What the scales take off, as `produce/weights/commands.py` reckons it: the page is not drawn anew after weighing.
  const priceOf = ({ price, per, accepted, total }, packed) => {
    const whole = rounded(price, accepted, per);
    return whole === Number(total) || whole === 0 ? rounded(price, packed, per) : rounded(total, packed, accepted);
  };
  const packedOf = (scales, done) =>
    done.findLast((one) => one.wish.line === scales.dataset.line)?.wish.packed ?? (scales.dataset.packed === "" ? null : Number(scales.dataset.packed));
  // What came of the page so far. What somebody else weighed and did not send is not weighed for who hands over now.
  const deeds = () => [...sent, ...queue().filter((one) => !one.refused && (one.kind !== "weigh" || one.who === table.dataset.me))];
  for (const one of table.querySelectorAll("input[data-line]")) one.value = packedOf(one, deeds()) ?? "";
  function drawPart(part, all) {
    const scales = [...part.querySelectorAll("input[data-line]")];
    const done = (kind) => all.some((one) => one.kind === kind && one.wish.part === part.dataset.part);
    const packed = scales.map((one) => packedOf(one, all));
    const isOpen = packed.includes(null);
    const closed = { weigh: done("handed"), ready: isOpen || done("ready") || done("handed"), handed: isOpen || done("handed") };
    for (const button of part.querySelectorAll("form[data-deed] button")) button.disabled = closed[button.form.dataset.deed];
    const mark = part.querySelector("[data-mark] .tag");
    mark.dataset.drawn ??= mark.textContent;
    mark.textContent = done("handed") ? said.handed : done("ready") ? said.is_ready : mark.dataset.drawn;
    mark.classList.toggle("good", mark.textContent !== said.to_prepare);
    const told = part.querySelector("[data-sum]");
    const cash = part.querySelector("input[name=cash]");
    let sum = isOpen ? said.weigh_first : "";
    if (cash && scales.length) {
      // What was due as the page was drawn, with what the scales had taken off by then; whatever else took something off stays off.
      const off = (readings) =>
        scales.reduce((sum_, one, at) => sum_ + (readings[at] === null ? 0 : Math.max(Number(one.dataset.total) - priceOf(one.dataset, readings[at]), 0)), 0);
      const due = Math.max(Number(part.dataset.due) + off(scales.map((one) => packedOf(one, []))) - off(packed), 0);
      const written = money(due, part.dataset.currency);
      cash.value = due;
      part.querySelector("[data-label]").textContent = due && !isOpen ? said.handed_cash.replace("%(cash)s", written) : said.handed;
      if (!isOpen) sum = said.sum.replace("%(sum)s", written);
    }
    if (told.textContent !== sum) told.textContent = sum;
  }

  // What waits

  let busy = null; // The deed that is being sent.
  let sentSome = false;
  let isOut = false;
  let later;
  let wiped = false;
  const next = () => queue().find((one) => !one.refused && one.who === table.dataset.me);
  async function send() {
    clearTimeout(later);
    if (busy || !navigator.onLine) return draw();
    isOut = false;
    try {
      // Until nothing waits any more: what is done while a deed is under way is in the queue behind it.
      while (!isOut && (busy = next())) {
        draw();
        await sendOne(busy);
      }
    } catch {
      later = setTimeout(send, 15_000);
    }
    busy = null;
    draw();
  }
  // The device's clock may be wrong; how long ago it was, it knows all the same. One that was set right since says no more than "before now".
  function whenSold(deed, answer) {
    const now = Date.parse(answer.headers.get("date")) || Date.now();
    return new Date(Math.min(Date.parse(deed.wish.at) - (Date.now() - now), now)).toISOString();
  }
  async function sendOne(deed) {
    away = "line";
    const answer = await fetch(table.dataset.api, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: CALLS[deed.kind], variables: deed.wish }),
      signal: AbortSignal.timeout(60_000),
    });
    if (answer.status >= 500 || answer.status === 429) {
      away = "server";
      throw new Error("later");
    }
    const told = await answer.json();
    away = "";
    const done = told.data?.done;
    if (done ? done.code === "SIGN_IN_NEEDED" : told.errors?.[0]?.extensions?.code === "UNAUTHENTICATED") isOut = true;
    else if (!done) change(deed.id, { refused: told.errors?.[0]?.message || "?" });
    else if (done.code === "SOLD_LONG_AGO" && !deed.isSet) change(deed.id, { isSet: true, wish: { ...deed.wish, at: whenSold(deed, answer) } });
    else if (done.code && !DONE_ALREADY[deed.kind]?.includes(String(done.current).toLowerCase()))
      change(deed.id, { refused: done.message, code: done.code, right: done.right });
    else {
      sent = [...sent, { kind: deed.kind, wish: { part: deed.wish.part, line: deed.wish.line, packed: deed.wish.packed } }];
      if (!wiped) write(since, sent);
      drop(deed.id);
      sentSome = true;
    }
  }
  const NAMES = { sell: "sale", handed: "handed", ready: "ready", weigh: "weigh" };

  function draw() {
    const queued = queue();
    panel.hidden = false;
    const told =
      busy ? `${said[NAMES[busy.kind]]}: ${said.sending}`
      : isOut ? said.sign_in
      : !navigator.onLine || away === "line" ? said.offline
      : away ? said.away
      : sentSome && !queued.length ? said.all_sent
      : said.online;
    if (state.textContent !== told) state.textContent = told;
    list.replaceChildren(
      ...queued.map((deed) => {
        const item = document.createElement("li");
        const mine = deed.who === table.dataset.me;
        item.append(`${said[NAMES[deed.kind]]}: ${deed.name}${deed.sum ? ` · ${deed.sum}` : ""} · `);
        const mark = document.createElement("strong");
        const right = deed.right && money(deed.right.minor, deed.right.currency);
        const took = deed.wish.received || deed.wish.cash;
        mark.textContent =
          deed.right ? `${said.refused}: ${said.differs.replace("%(took)s", money(took?.minor ?? 0, deed.right.currency)).replace("%(sum)s", right)}`
          : deed.refused ? `${said.refused}: ${deed.refused}`
          : mine ? said.waits
          : said.other;
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
          else if (deed.right)
            press(deed.kind === "sell" ? said.sold_cash.replace("%(cash)s", right) : deed.right.minor ? said.handed_cash.replace("%(cash)s", right) : said.handed, () => {
              const wish = { ...deed.wish, key: freshKey(), [deed.kind === "sell" ? "received" : "cash"]: deed.kind === "sell" || deed.right.minor ? deed.right : null };
              change(deed.id, { refused: "", code: "", right: null, sum: right, wish });
              send();
            });
          else
            press(said.again, () => {
              // Whose till takes the cash may have been chosen meanwhile.
              const till = deed.kind === "sell" && !deed.wish.point && selling?.elements.point?.value;
              change(deed.id, { refused: "", code: "", ...(till && { wish: { ...deed.wish, key: freshKey(), point: till } }) });
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
    for (const part of table.querySelectorAll("[data-part]")) {
      part.toggleAttribute("aria-busy", queued.some((one) => !one.refused && one.wish.part === part.dataset.part));
      drawPart(part, deeds());
    }
    wipe.hidden = wiped || !navigator.serviceWorker?.controller;
  }

  addEventListener("online", () => {
    if (away === "line") away = "";
    send();
  });
  addEventListener("offline", draw);
  addEventListener("pageshow", send);

  // The page itself is kept, with what it is drawn with.
  if (navigator.serviceWorker && window.caches) {
    const note = panel.querySelector("[data-kept]");
    const page = location.origin + location.pathname;
    navigator.serviceWorker
      .register(table.dataset.worker, { scope: location.pathname })
      .then(async () => {
        await navigator.serviceWorker.ready;
        const cache = await caches.open("stand");
        const drawn = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((one) => one.href || one.src);
        const isCurrent = async (address) => (address !== page || away || navigator.serviceWorker.controller) && (await cache.match(address));
        const fetched = async (address) => {
          if (await isCurrent(address)) return;
          const answer = await fetch(address);
          if (!answer.ok || answer.redirected) throw new Error(address);
          await cache.put(address, answer);
        };
        await Promise.all([page, ...drawn].map(fetched));
        note.textContent = said.kept;
        note.hidden = false;
        table.dataset.ready = "1";
        draw();
      })
      .catch(() => {});
    wipe.addEventListener("click", async () => {
      await caches.delete("stand");
      for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
      const names = Object.keys(localStorage);
      for (const one of names.filter((name) => name.startsWith("stand-"))) localStorage.removeItem(one);
      const waiting = names.filter((name) => name.startsWith("stand ")).flatMap(read).length;
      note.textContent = waiting ? said.wiped_but.replace("%(number)s", waiting) : said.wiped;
      note.hidden = false;
      wiped = true;
      draw();
    });
  }
  draw();
  send();
})();
