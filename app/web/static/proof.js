// Has the proof of work of a page worked out beside it, and puts it into the form; nobody waits for it.
const form = document.querySelector("form[data-challenge]");
if (form && window.Worker) {
  const worker = new Worker(form.dataset.worker);
  worker.onmessage = ({ data: proof }) => {
    form.elements.proof.value = proof;
    worker.terminate();
  };
  worker.postMessage(JSON.parse(form.dataset.challenge));
}
