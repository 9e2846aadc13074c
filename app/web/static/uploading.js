// Uploads files one by one, in parts (tus 1.0): a line that breaks loses no more than one.
const form = document.getElementById("answers"), START = form.getAttribute("data-uploads");
const PART = Number(form.getAttribute("data-part")), KEY = form.querySelector("[name=csrf]").value;
const word = name => document.querySelector(`template[data-word=${name}]`).content.firstElementChild.cloneNode(true);
const encoded = text => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const offset = answer => Number(answer.headers.get("Upload-Offset"));
const voice = document.getElementById("uploads");
const changed = () => form.dispatchEvent(new Event("input"));

form.addEventListener("change", ({ target: input }) => {
  if (input.type !== "file") return;
  complain(input, "");
  for (const file of input.files) add(input, file);
  input.value = ""; // they are not sent once more with the page
});

function add(input, file) {
  const row = word("file");
  for (const name of row.querySelectorAll("bdi, .unseen")) name.append(` ${file.name}`);
  row.querySelector("progress").ariaLabel = file.name;
  input.parentElement.querySelector(".files").append(row);
  const turn = Promise.resolve(form.stillUploading).then(() => upload(input, row, file)).finally(() => {
    if (form.stillUploading === turn) form.stillUploading = null;
  });
  form.stillUploading = turn;
}

async function upload(input, row, file) {
  const place = [START, input.name, file.name, file.size, file.lastModified].join(); // for after a reload
  for (let pause = 1000; row.isConnected; pause = Math.min(2 * pause, 30000)) {
    try {
      row.outerHTML = await attempt(place, input.name, row, file);
      const said = word("uploaded");
      said.querySelector("bdi").append(file.name);
      voice.replaceChildren(said);
      return changed();
    } catch (fault) { // an answer, or no connection
      if (fault.status === 404) sessionStorage.removeItem(place);
      if ([403, 413, 422, 507].includes(fault.status)) { // which no other try mends soon
        row.remove();
        return complain(input, [422, 507].includes(fault.status) ? await fault.text() : word("lost").textContent);
      }
    }
    await new Promise(go => setTimeout(go, pause));
  }
}

async function ask(method, where, headers, body) {
  const answer = await fetch(where, { method, body, headers: { "Tus-Resumable": "1.0.0", "Page-Key": KEY, ...headers } });
  if (!answer.ok) throw answer;
  return answer;
}

async function attempt(place, question, row, file) {
  let where = sessionStorage.getItem(place), done = where ? offset(await ask("HEAD", where)) : 0;
  if (!where) {
    const about = `question ${encoded(question)},filename ${encoded(file.name)}`;
    const begun = await ask("POST", START, { "Upload-Length": file.size, "Upload-Metadata": about });
    sessionStorage.setItem(place, where = begun.headers.get("Location"));
  }
  while (done < file.size && row.isConnected) {
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": done };
    done = offset(await ask("PATCH", where, headers, file.slice(done, done + PART)));
    row.querySelector("progress").value = 100 * done / file.size;
  }
  return (await ask("POST", where)).text();
}

function complain(input, text) {
  const field = input.parentElement, message = field.querySelector(".error"), said = message.lastChild;
  said.data = text && `${said.data} ${text}`;
  voice.textContent = text;
  message.hidden = !text;
  input.ariaInvalid = !!text;
  input.setAttribute("aria-describedby", `h-${input.name} t-${input.name} ${text && message.id}`);
  field.classList.toggle("wrong", text);
}

form.addEventListener("click", event => {
  const row = event.target.closest("[name=remove]")?.parentElement, field = row?.closest(".field");
  if (!row) return;
  event.preventDefault();
  row.remove();
  field.querySelector("[type=file]").focus();
  changed();
});
