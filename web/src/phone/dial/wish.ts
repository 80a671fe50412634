import { Watched } from '../../live';
import { linked } from './number';

/**
 * A number that something outside wants to be dialled: a tel: link on a page, a handler of the operating system. It
 * arrives behind the # of the address, which reaches no server, and is taken out of it at once. Nothing is dialled
 * before a person has said so, since any page can make a link.
 */
export const wish = new Watched<string>('');

/** Takes a wish from the address, now and whenever another link is followed. */
export function listenForWishes(): () => void {
  takeWish();
  addEventListener('hashchange', takeWish);
  return () => removeEventListener('hashchange', takeWish);
}

function takeWish(): void {
  const wanted = new URLSearchParams(location.hash.slice(1)).get('dial');
  if (wanted === null) return;
  history.replaceState(history.state, '', location.pathname);
  // "+" is a space in a query, and the first letter of an international number.
  wish.set(linked(wanted.replace(/^((?:web\+)?tel:)? /i, '$1+')) || wanted.slice(0, 64));
}
