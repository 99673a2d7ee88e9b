// The points of the body that were found last, as lines.

import { svg } from "/static/common.js";

const WIDE = 160; // the drawing's own units, of the widest picture
const HEAD = 0; // the nose

/** Draw points (shares of the picture, null where not seen) with the lines named in the picture's data-lines. */
export function drawBody(picture, points, aspect = 16 / 9) {
  const high = WIDE / aspect;
  picture.setAttribute("viewBox", `0 0 ${WIDE} ${high}`);
  const place = (n) => points[n] && [points[n][0] * WIDE, points[n][1] * high];
  const drawn = [];
  for (const [from, to, kind] of JSON.parse(picture.dataset.lines)) {
    const [one, other] = [place(from), place(to)];
    if (one && other) drawn.push(svg("line", { x1: one[0], y1: one[1], x2: other[0], y2: other[1], class: kind }));
  }
  const head = place(HEAD);
  if (head) drawn.push(svg("circle", { cx: head[0], cy: head[1], r: 2 }));
  picture.replaceChildren(...drawn);
}
