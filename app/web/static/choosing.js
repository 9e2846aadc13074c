// Searches long lists by typing (ARIA combobox); what is sent stays the list's.
const pattern = document.querySelector("template[data-word=search]").content.firstElementChild;
const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

for (const select of document.querySelectorAll("select[data-search]")) {
  const box = pattern.cloneNode(true), [input, list, nothing] = box.children;
  const items = [...select.options].slice(1).map(({ text, index, lang, dir }) => Object.assign(document.createElement("li"),
    { id: `${select.id}-${index}`, role: "option", textContent: text, index, plain: plain(text),
      lang: lang || document.documentElement.lang, dir: dir || document.dir }));
  let found, active, isOpen;

  for (const { name, value } of [...select.attributes]) if (name !== "name") input.setAttribute(name, value);
  select.removeAttribute("id"); // its label and messages are the input's
  select.hidden = true;
  select.before(box);
  list.id = `l-${input.id}`;
  list.ariaLabel = input.labels[0].textContent;
  input.setAttribute("aria-controls", list.id);

  const mark = item => {
    active?.removeAttribute("aria-selected");
    active = item;
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item?.id ?? "");
  };
  const show = (typed, isShown = true) => {
    isOpen = input.ariaExpanded = isShown;
    found = items.filter(item => item.plain.includes(plain(typed)));
    list.replaceChildren(...found);
    list.hidden = !isOpen || !found.length;
    nothing.hidden = !isOpen || found.length > 0;
    mark();
  };
  const close = () => {
    show("", false);
    input.value = select.value && select.selectedOptions[0].text;
  };
  const choose = index => {
    select.selectedIndex = index;
    close();
    select.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const settle = () => { // what was typed counts where it can mean one choice
    const typed = plain(input.value), only = found.length === 1 && found[0];
    const meant = active ?? found.find(item => item.plain === typed) ?? only;
    if (!typed || meant) choose(typed && meant.index);
    else close();
  };
  const step = by => {
    if (!isOpen) show("");
    mark(found.at((found.indexOf(active) + (active || by > 0 ? by : 0)) % found.length));
  };

  const keys = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: settle, Escape: close };
  input.onkeydown = event => {
    if (!keys[event.key] || !(isOpen || event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    keys[event.key]();
  };
  input.oninput = event => {
    event.stopPropagation(); // nothing is answered
    show(input.value);
  };
  input.onclick = () => isOpen || show("");
  input.onblur = () => isOpen && settle();
  list.onmousedown = event => event.preventDefault(); // the focus stays
  list.onclick = ({ target }) => target.index && choose(target.index);
  addEventListener("pageshow", close);
  close();
}
