// The widgets of a form with texts, numbers, dates, choices, a long list and files.
import longList from 'enketo-core/src/widget/select-autocomplete/autocomplete';
import longText from 'enketo-core/src/widget/textarea/textarea';
import choice from 'enketo-core/src/widget/radio/radiopicker';
import date from 'enketo-core/src/widget/date/datepicker-extended';
import phoneDate from 'enketo-core/src/widget/date-mobile/datepicker-mobile';
import nativeDate from 'enketo-core/src/widget/date-native/datepicker-native';
import file from 'enketo-core/src/widget/file/filepicker';

export default [longList, longText, choice, date, phoneDate, nativeDate, file];
