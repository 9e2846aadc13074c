"""Reports as mail servers write them, after RFC 3464 and what each is known for; written for these tests."""

TOKEN = "0123456789abcdef01234567"
TO = "bounces@forms.example.org"
MESSAGE_ID = "<abc.1.award@forms.example.org>"

ENCLOSED = f"""\
Return-Path: <bounces+{TOKEN}@forms.example.org>
From: Fund <fund@forms.example.org>
To: ana@example.org
Subject: Your grant
Message-ID: {MESSAGE_ID}

Dear Ana
"""

POSTFIX = f"""\
Return-Path: <>
Delivered-To: bounces+{TOKEN}@forms.example.org
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounces+{TOKEN}@forms.example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="A"

--A
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.org.

<ana@example.org>: host mail.example.org[192.0.2.1] said: 550 5.1.1 User unknown
--A
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 1234

Final-Recipient: rfc822; ana@example.org
Original-Recipient: rfc822;ana@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; 550 5.1.1 User
    unknown

--A
Content-Description: Undelivered Message
Content-Type: message/rfc822

{ENCLOSED}
--A--
"""

EXCHANGE = f"""\
From: Microsoft Outlook <postmaster@contoso.example>
To: <bounces+{TOKEN}@forms.example.org>
Subject: Undeliverable: Your grant
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: multipart/alternative; boundary="C"

--C
Content-Type: text/html; charset="utf-8"

<html><body><p>Your message to ana@contoso.example couldn't be delivered.</p></body></html>
--C--
--B
Content-Type: message/delivery-status

Reporting-MTA: dns;EX1.contoso.example
Received-From-MTA: dns;forms.example.org

Final-recipient: RFC822;ana@contoso.example
Action: FAILED
Status: 5.2.2
Diagnostic-Code: smtp;554 5.2.2 mailbox full
X-Display-Name: Ana

--B
Content-Type: text/rfc822-headers

Message-ID: {MESSAGE_ID}
Subject: Your grant
--B--
"""

GMAIL_DELAY = f"""\
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: fund@forms.example.org
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Delay)
X-Failed-Recipients: ana@example.org
MIME-Version: 1.0
Content-Type: multipart/report; boundary="D"; report-type=delivery-status

--D
Content-Type: multipart/related; boundary="E"

--E
Content-Type: text/plain; charset="UTF-8"

** Delivery incomplete **
--E--
--D
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Mon, 30 Nov 2026 08:00:00 -0800 (PST)

Final-Recipient: rfc822; ana@example.org
Action: delayed
Status: 4.4.1
Diagnostic-Code: smtp; The recipient server did not accept our requests to connect.
Will-Retry-Until: Thu, 03 Dec 2026 08:00:00 -0800 (PST)

--D
Content-Type: message/rfc822

{ENCLOSED}
--D--
"""

QMAIL = f"""\
Return-Path: <>
From: MAILER-DAEMON@mail.example.org
To: bounces+{TOKEN}@forms.example.org
Subject: failure notice

Hi. This is the qmail-send program at mail.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ana@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{ENCLOSED}"""

OUT_OF_OFFICE = f"""\
From: Ana <ana@example.org>
To: bounces+{TOKEN}@forms.example.org
Subject: Automatic reply: could not be delivered to my desk
Auto-Submitted: auto-replied

I am away.
"""

DELIVERED = POSTFIX.replace("Action: failed", "Action: delivered").replace("Undelivered Mail", "Successful Mail")
SPAM = f"From: x@spam.example\nTo: bounces+{TOKEN}@forms.example.org\nSubject: Undeliverable pills\n\nBuy\n"
FORWARDED = QMAIL.replace("MAILER-DAEMON@mail.example.org", "Ana <ana@example.org>").replace("Return-Path: <>\n", "")
