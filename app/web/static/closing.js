// Says moments of the form's own zone in the visitor's time too, where that is another.
for (const time of document.querySelectorAll("time[data-zone]")) {
  const { locale, zone } = time.dataset, moment = new Date(time.dateTime), yours = time.nextElementSibling;
  const said = timeZone => moment.toLocaleString(locale, { dateStyle: "long", timeStyle: "short", timeZone });
  yours.hidden = said() === said(zone);
  yours.querySelector("time").textContent = said();
}
