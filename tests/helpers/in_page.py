"""Questions put to a page in a browser, each an expression whose value comes back as JSON."""

from __future__ import annotations

NUMBERS = r"""
(() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [], openers = [...document.querySelectorAll("main [popovertarget]")];
  document.documentElement.style.scrollBehavior = "auto";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!/\d/.test(node.data) || parent.closest("title, desc, style") || !parent.checkVisibility()) continue;
    const opener = parent.closest("[popovertarget]");
    for (const match of node.data.matchAll(/\d+(?:[.,:]\d+)*/g)) {
      const range = document.createRange();
      range.setStart(node, match.index); range.setEnd(node, match.index + match[0].length);
      scrollTo(0, range.getBoundingClientRect().y + scrollY - innerHeight / 2);
      const box = range.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const there = document.elementFromPoint(x, y), key = opener && opener.getAttribute("popovertarget");
      found.push({number: match[0], key, x, y, scroll: scrollY, opener: openers.indexOf(opener),
        hit: !!there && there.closest("[popovertarget]") === opener});
    }
  }
  return found;
})()
"""
"""Every number a person sees on the pages: the card it opens, its button, where it is, whether a click there
meets that button and nothing else."""

REST = r"""
(() => {
  const page = document.querySelector("main").cloneNode(true);
  page.querySelectorAll("[popovertarget], title, desc").forEach(one => one.replaceWith(" "));
  return "<body>" + page.outerHTML;
})()
"""
"""The pages without anything that opens."""

OPEN_CARD = """
(() => {
  const card = document.querySelector(":popover-open");
  if (!card) return null;
  const box = card.getBoundingClientRect();
  return {id: card.id, text: card.innerText, inside: box.left >= 0 && box.right <= innerWidth
    && box.top >= 0 && box.bottom <= innerHeight, wide: card.scrollWidth > card.clientWidth};
})()
"""
"""The card that is open: its id, its text, whether it is wholly in the window and scrolls sideways."""

OPENERS = """
[...document.querySelectorAll("main [popovertarget]")].map((one, at) => {
  const same = [...(one.closest("tr, li, .pictures, .evidence, .curve-figure, section, header") || document)
    .querySelectorAll(`[popovertarget="${one.getAttribute("popovertarget")}"]`)];
  return {at, key: one.getAttribute("popovertarget"), stop: one.tabIndex >= 0, seen: one.checkVisibility(),
    text: one.textContent.trim(), stopNear: same.some(other => other.tabIndex >= 0)};
})
"""
"""Every button that opens a card; whether Tab stops at it, or at another of the same card beside it."""

COLOURS = r"""
(() => {
  const parts = text => (text.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const over = (front, back, alpha) => front.map((c, n) => c * alpha + back[n] * (1 - alpha));
  const once = find => {
    const known = new Map();
    return one => known.has(one) ? known.get(one) : known.set(one, find(one)).get(one);
  };
  const behind = once(one => {
    if (!one) return [255, 255, 255];
    const [r, g, b, a = 1] = parts(getComputedStyle(one).backgroundColor);
    if (a === 0) return behind(one.parentElement);
    return a === 1 ? [r, g, b] : over([r, g, b], behind(one.parentElement), a);
  });
  const shown = once(one => one ? getComputedStyle(one).opacity * shown(one.parentElement) : 1);
  const ratio = (colour, element, alone = 1) => {
    const [r, g, b, a = 1] = parts(colour), back = behind(element);
    const [one, other] = [light(over([r, g, b], back, a * alone * shown(element))), light(back)];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  const found = [];
  const note = (kind, element, colour, got, needed) =>
    found.push({kind, what: (element.textContent.trim() || element.getAttribute("class") || "").slice(0, 40),
      on: element.tagName, colour, got: Math.round(got * 100) / 100, needed});
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const one = node.parentElement;
    if (!node.data.trim() || seen.has(one) || one.closest("title, desc, style, .visually-hidden")) continue;
    seen.add(one);
    if (!one.checkVisibility()) continue;
    const style = getComputedStyle(one), svg = one.closest("svg");
    const colour = svg ? style.fill : style.color, size = parseFloat(style.fontSize);
    const large = !svg && (size >= 24 || (size >= 18.66 && +style.fontWeight >= 700));
    note("text", one, colour, ratio(colour, one), large ? 3 : 4.5);
  }
  for (const one of document.querySelectorAll("svg :is(path, line, polyline, circle, rect)")) {
    if (!one.checkVisibility() || one.matches(".grid, .ex-halo") || shown(one) === 0) continue;
    const style = getComputedStyle(one);
    const colours = [style.stroke === "none" ? 0 : ratio(style.stroke, one, +style.strokeOpacity),
                     style.fill === "none" ? 0 : ratio(style.fill, one, +style.fillOpacity)];
    note("mark", one, `${style.stroke} / ${style.fill}`, Math.max(...colours), 3);
  }
  return found;
})()
"""
"""Contrast of every text and every mark that is shown against what is behind it, by WCAG's formula."""

ALL_CARDS = "document.querySelectorAll('.card').forEach(one => one.removeAttribute('popover'))"
"""Every card in full below the pages."""

BEYOND = """(root => [...root.querySelectorAll(":not(svg, svg *)")].filter(one => one.checkVisibility()
    && (one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
        || (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "auto"))
    && !one.closest(".visually-hidden, .skip"))
  .map(one => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`))"""

SIDEWAYS = f"{BEYOND}(document.body)"
"""What reaches beyond the window to the right, or scrolls sideways inside."""

CARDS_SIDEWAYS = f"""
[...document.querySelectorAll(".card")].flatMap(card => {{
  card.showPopover();
  const wide = card.scrollWidth > card.clientWidth
    || document.documentElement.scrollWidth > document.documentElement.clientWidth
    || card.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
  const found = {BEYOND}(card).map(one => `${{card.id}}: ${{one}}`);
  card.hidePopover();
  return wide ? [card.id, ...found] : found;
}})
"""
"""The same of every card in turn as it opens over the page, which stays as it is behind it."""

CLICKED = """
[...document.querySelectorAll("main [popovertarget]")].map(one => {
  one.click();
  const open = [...document.querySelectorAll(":popover-open")].map(card => card.id);
  document.querySelector(":popover-open")?.hidePopover();
  return {key: one.getAttribute("popovertarget"), open};
})
"""
"""Every button that opens a card: the card it names, and those that are open once it was clicked."""

PICTURES = """
[...document.querySelectorAll("main svg[role=img]")].map(one => {
  const opener = one.closest("[popovertarget]");
  const card = opener && document.getElementById(opener.getAttribute("popovertarget"));
  return {title: one.querySelector("title").textContent, card: card && card.id,
    rows: card ? card.querySelectorAll("table tbody tr").length : 0};
})
"""
"""Every picture of the pages and the table that opens behind it."""
