// Counts the characters or words of a text along, as the server counts them.
const BLANK = "[^\\S\\ufeff]+"; // what Python takes for blank
const EDGES = new RegExp(`^${BLANK}|${BLANK}$`, "g"), BETWEEN = new RegExp(BLANK);
export const COUNTS = {
  characters: text => [...text.replace(EDGES, "").normalize("NFC")].length,
  words: text => text.split(BETWEEN).filter(Boolean).length,
};

for (const line of document.querySelectorAll(".count[data-of]")) {
  const { of, unit, most, locale, ...texts } = line.dataset, isQuiet = line.hidden, field = document.getElementById(of);
  const voice = Object.assign(document.createElement("p"), { className: "unseen", ariaLive: "polite" });
  let timer;
  const count = () => {
    const used = COUNTS[unit](field.value), isOver = used > most, number = Math.abs(most - used);
    const forms = JSON.parse(isOver ? texts.over : texts.left), kind = new Intl.PluralRules(locale).select(number);
    line.textContent = (forms[kind] ?? forms.other).replace("%(number)s", number.toLocaleString(locale));
    line.classList.toggle("over", isOver);
    line.hidden = isQuiet && used < 0.75 * most;
  };
  field.addEventListener("input", () => {
    count();
    clearTimeout(timer); // it is read out when the keys rest
    timer = setTimeout(() => { voice.textContent = line.hidden ? "" : line.textContent; }, 1000);
  });
  line.ariaHidden = "true"; // it is read with its field, and by the voice
  line.after(voice);
  count();
}
