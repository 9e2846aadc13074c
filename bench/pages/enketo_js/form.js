// What runs on the page: the form begins, as the README of enketo-core has it.
import { Form } from 'enketo-core';

const problems = new Form(document.querySelector('form.or'), { modelStr: globalThis.model }, {}).init();
if (problems.length) throw new Error(problems.join('; '));
globalThis.begun = true;
