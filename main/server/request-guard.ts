import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { SteerscopeError } from '../../shared/steerscope-error.ts';

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Lets through what comes from the page that was opened by the printed address.
 * - Host must be a loopback name: a page of another site whose name is made to point here (DNS rebinding) says its own.
 *   The port is not checked, so that an SSH tunnel may use another.
 * - Origin, where the browser sends one, must be this page's own.
 * - The token comes once in the address, is put into a cookie that no script and no other site can use, and the browser
 *   is sent on to the address without it, so that it stays out of the history and of screenshots.
 *
 * @param cookieName of its own for each server: cookies do not tell ports apart.
 */
export function guardRequests(token: string, cookieName: string): MiddlewareHandler {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const host = c.req.header('host') ?? '';
    if (!loopbackNames.has(host.replace(/:\d+$/, ''))) return refuse(403, 'This address is not served here.');
    const origin = c.req.header('origin');
    if (origin !== undefined && origin !== `http://${host}`) return refuse(403, 'Another page may not ask here.');

    const given = url.searchParams.get('token');
    if (given !== null && isSame(given, token) && c.req.method === 'GET') {
      setCookie(c, cookieName, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      url.searchParams.delete('token');
      return c.redirect(`${url.pathname}${url.search}`, 302);
    }
    if (!isSame(getCookie(c, cookieName) ?? '', token))
      return refuse(401, 'This page needs the token that was printed when Steerscope started.');
    return next();
  };
}

function refuse(status: 401 | 403, message: string): Response {
  const error = new SteerscopeError(
    'unauthorised',
    message,
    'Open the whole address that Steerscope printed, with its token.',
  );
  return Response.json({ error: error.toWire() }, { status, headers: { 'cache-control': 'no-store' } });
}

/** Compares without telling by its duration how much was right. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
