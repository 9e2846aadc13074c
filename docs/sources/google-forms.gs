/**
 * Sends each response of this Google form to Chancery, signed. How to install it: google-forms.md.
 *
 * The address and the secret stand in Project settings, Script properties: CHANCERY_URL and CHANCERY_SECRET.
 * A response that was not answered with 2xx is remembered and sent again every ten minutes until it is.
 *
 * @OnlyCurrentDoc asks Google for this form alone, and not for every form of yours.
 */

const PENDING = 'pending:';
const LONGEST_RUN = 4 * 60 * 1000; // Google ends a run after six minutes

/** Run this once, by hand: it makes the two triggers (and makes them anew if it is run again). */
function install() {
  setting_('CHANCERY_URL');
  setting_('CHANCERY_SECRET');
  ScriptApp.getProjectTriggers().forEach(function (trigger) {
    if (['onResponse', 'sendPending'].indexOf(trigger.getHandlerFunction()) >= 0) {
      ScriptApp.deleteTrigger(trigger);
    }
  });
  ScriptApp.newTrigger('onResponse').forForm(FormApp.getActiveForm()).onFormSubmit().create();
  ScriptApp.newTrigger('sendPending').timeBased().everyMinutes(10).create();
}

/** Called by Google for each response, new or edited. */
function onResponse(event) {
  const response = event.response;
  remember_(response.getId());
  send_(FormApp.getActiveForm(), response);
}

/** Called by Google every ten minutes: sends what has not arrived yet. */
function sendPending() {
  const started = Date.now();
  const form = FormApp.getActiveForm();
  const properties = PropertiesService.getScriptProperties();
  properties.getKeys().filter(isPending_).forEach(function (key) {
    if (Date.now() - started < LONGEST_RUN) {
      try {
        send_(form, form.getResponse(key.slice(PENDING.length)));
      } catch (error) {
        forgetWhenOld_(properties, key);
        console.warn(String(error)); // the others are tried all the same
      }
    }
  });
}

/** Run this by hand to send every response that the form has, for example those from before the installation. */
function sendAll() {
  FormApp.getActiveForm().getResponses().forEach(function (response) {
    remember_(response.getId());
  });
  sendPending();
}

/** Sends one response as it is now. An edited one has the same id and a later time. */
function send_(form, response) {
  const body = ascii_(JSON.stringify(message_(form, response)));
  const time = String(Math.floor(Date.now() / 1000));
  const secret = setting_('CHANCERY_SECRET');
  const bytes = Utilities.computeHmacSha256Signature(time + '.' + body, secret, Utilities.Charset.UTF_8);
  const answer = UrlFetchApp.fetch(setting_('CHANCERY_URL'), {
    method: 'post',
    contentType: 'application/json',
    payload: body,
    headers: { 'X-Chancery-Time': time, 'X-Chancery-Signature': 'v1,' + Utilities.base64Encode(bytes) },
    followRedirects: false,
    muteHttpExceptions: true,
  });
  const status = answer.getResponseCode();
  if (status >= 200 && status < 300) {
    PropertiesService.getScriptProperties().deleteProperty(PENDING + response.getId());
  } else {
    console.warn('Chancery answered ' + status + '; the response is sent again later.');
  }
}

function message_(form, response) {
  return {
    sender: 'chancery-google-forms/1',
    form_id: form.getId(),
    response_id: response.getId(),
    submitted_at: response.getTimestamp().toISOString(),
    respondent_email: response.getRespondentEmail() || null,
    items: response.getItemResponses().map(item_),
  };
}

function item_(itemResponse) {
  const item = itemResponse.getItem();
  const type = String(item.getType());
  const told = { id: String(item.getId()), title: item.getTitle(), type: type, value: itemResponse.getResponse() };
  if (type === 'GRID') {
    told.rows = item.asGridItem().getRows();
  } else if (type === 'CHECKBOX_GRID') {
    told.rows = item.asCheckboxGridItem().getRows();
  }
  return told;
}

function remember_(id) {
  PropertiesService.getScriptProperties().setProperty(PENDING + id, new Date().toISOString());
}

function isPending_(key) {
  return key.indexOf(PENDING) === 0;
}

/** A response that was deleted in the form can never be sent: after a month it is no longer tried. */
function forgetWhenOld_(properties, key) {
  const since = Date.parse(properties.getProperty(key));
  if (Date.now() - since > 30 * 24 * 3600 * 1000) {
    properties.deleteProperty(key);
  }
}

function setting_(name) {
  const value = PropertiesService.getScriptProperties().getProperty(name);
  if (!value) {
    throw new Error('Set ' + name + ' in Project settings, Script properties.');
  }
  return value.trim();
}

/** The same JSON in ASCII alone, so that what is signed and what is sent are the same bytes in any character set. */
function ascii_(json) {
  return json.replace(/[\u007f-\uffff]/g, function (character) {
    return '\\u' + ('000' + character.charCodeAt(0).toString(16)).slice(-4);
  });
}
