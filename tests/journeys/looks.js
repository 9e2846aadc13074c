// What a page is asked while it is looked at: each answers with what is wrong, in words.
({
  // what cannot be seen whole in a window of this width
  inView() {
    const root = document.documentElement, found = [];
    const style = e => getComputedStyle(e);
    const named = e => `${e.tagName.toLowerCase()}${e.id && "#" + e.id} ${e.textContent.trim().slice(0, 40)}`;
    const isUnseen = e => style(e).clipPath !== "none" || (e.parentElement !== null && isUnseen(e.parentElement));
    const scrolls = e => e !== null && (/auto|scroll/.test(style(e).overflowX) || scrolls(e.parentElement));
    const WORDS = /(?<=^|\s)[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}\d]{2,12}(?=[\s.,:;]|$)/gu;
    const cuts = /hidden|clip/, range = document.createRange(), texts = document.createTreeWalker(document.body, 4);
    if (root.scrollWidth > root.clientWidth) found.push(`sideways by ${root.scrollWidth - root.clientWidth} px`);
    for (const e of document.querySelectorAll("body *")) {
      if (!e.checkVisibility({ visibilityProperty: true }) || isUnseen(e)) continue;
      const box = e.getBoundingClientRect();
      if ((box.left < -1 || box.right > root.clientWidth + 1) && !scrolls(e)) found.push(`outside: ${named(e)}`);
      if (style(e).display === "inline" || e.matches("input, textarea, select")) continue;
      const isWide = e.scrollWidth > e.clientWidth + 1, isHigh = e.scrollHeight > e.clientHeight + 1;
      if (isWide && (cuts.test(style(e).overflowX) || e.matches("button, .button, .tag"))) found.push(`cut: ${named(e)}`);
      if (isHigh && cuts.test(style(e).overflowY)) found.push(`cut below: ${named(e)}`);
    }
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (!text.parentElement.checkVisibility({ visibilityProperty: true }) || isUnseen(text.parentElement)) continue;
      for (const word of text.data.matchAll(WORDS)) {
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map(box => Math.round(box.top / 4))).size > 1) found.push(`broken: ${word[0]}`);
      }
    }
    return found;
  },

  // what moves
  moving() {
    const found = [...document.querySelectorAll("*")].filter(e => {
      const style = getComputedStyle(e);
      return style.animationName !== "none" || /[1-9]/.test(style.transitionDuration) || style.scrollBehavior !== "auto";
    });
    return found.map(e => `moves: ${e.tagName} ${e.className}`);
  },

  // what has neither edge nor line, or shows no focus, where colours are the reader's
  outlined() {
    const found = [], before = document.activeElement, open = document.querySelector("dialog:modal") ?? document;
    const said = (what, e) => found.push(`${what}: ${e.tagName} ${e.name || e.textContent.trim().slice(0, 40)}`);
    for (const e of document.querySelectorAll("body *"))
      if (getComputedStyle(e).forcedColorAdjust === "none") said("colours of its own", e);
    for (const e of open.querySelectorAll("button, input, select, textarea, summary, a")) {
      if (!e.checkVisibility() || e.type === "hidden" || e.tabIndex < 0) continue;
      const style = getComputedStyle(e), isNative = /checkbox|radio|file/.test(e.type);
      const isText = e.matches("a:not(.button), button.plain, summary");
      const hasEdge = parseFloat(style.borderBlockEndWidth) > 0 && style.borderBlockEndStyle !== "none";
      if (!isNative && !isText && !hasEdge) said("no edge", e);
      e.focus({ preventScroll: true, focusVisible: true });
      if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) said("no focus to be seen", e);
    }
    before.focus({ preventScroll: true });
    return found;
  },

  // how mistakes and news are told; `word` begins the title of a page with mistakes
  told(word) {
    const found = [], main = document.querySelector("main"), alert = main.querySelector("[role=alert]");
    const told = alert ?? main.querySelector("[role=status]:is(div)");
    if ((alert !== null) !== document.title.startsWith(`${word}:`)) found.push("the title does not tell whether there are mistakes");
    if (told === null) return found;
    if (document.activeElement !== told) found.push("the focus is not on what is told");
    if (main.firstElementChild !== told) found.push("what is told does not come first");
    if (alert === null) return found;
    for (const link of alert.querySelectorAll("a[href^='#']"))
      if (document.getElementById(decodeURIComponent(link.hash.slice(1))) === null) found.push(`leads nowhere: ${link.hash}`);
    return found;
  },
})
