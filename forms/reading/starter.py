"""The first form that `chancery forms new` makes."""

STARTER = """\
form: NAME
version: 1
languages: [en]
title: A title that applicants will recognise
intro: What this form is for, and what one needs to fill it in.
reference: "PREFIX-{year}-{number:04d}"
sections:
  - section: about_you
    title: About you
    questions:
      - {question: name, type: text, label: Full name, required: yes, max_length: 200}
      - {question: email, type: email, label: E-mail, required: yes}
  - section: request
    title: What you ask for
    questions:
      - {question: summary, type: long_text, label: Summary, required: yes, max_words: 300}
      - {question: has_deadline, type: yes_no, label: Is there a deadline?}
      - {question: deadline, type: date, label: The deadline, min: today, show_if: {question: has_deadline, is: yes}}
sheet:
  workbook: NAME
  tab: Submissions
  columns:
    - {path: $reference, header: Reference}
    - {path: $received, header: Received}
    - {path: name, header: Name}
    - {path: email, header: E-mail, width: 28}
    - {path: summary, header: Summary, width: 50}
    - {path: deadline, header: Deadline, format: date}
    - {header: Remarks, owner: staff, width: 30}
mails:
  - mail: acknowledgement
    to: email
    subject: "We have received your request: ((reference))"
    body: |
      Thank you. Your reference is ((reference)); please quote it when you write to us.

      ((organisation))
sources:
  - source: standard-webhooks
"""
