// Counts characters or words along, as the server does: for Python U+FEFF is no blank.
export const COUNTS = {
  characters: text => [...text.replace(/^[^\S\ufeff]+|[^\S\ufeff]+$/g, "").normalize("NFC")].length,
  words: text => text.split(/[^\S\ufeff]+/).filter(Boolean).length,
};

for (const line of document.querySelectorAll(".count[data-of]")) {
  const { of, unit, most, locale, ...texts } = line.dataset, field = document.getElementById(of);
  const voice = line.nextElementSibling, isQuiet = line.hidden;
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
  count();
}
