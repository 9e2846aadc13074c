// Says moments of the form's own zone in the visitor's time too, where that is another.
for (const time of document.querySelectorAll("time[data-zone]")) {
  const { locale, zone, yours } = time.dataset, moment = new Date(time.dateTime);
  const said = timeZone => new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone }).format(moment);
  if (said() === said(zone)) continue;
  const own = Object.assign(document.createElement("time"), { dateTime: time.dateTime, textContent: said() });
  time.after(` (${yours} `, own, ")");
}
