// Makes what enketo-core takes of an XForm, in a browser.
import { transform } from 'enketo-transformer/web';

globalThis.transform = transform;
