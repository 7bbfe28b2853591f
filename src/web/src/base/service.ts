/** What kind of service this is: a demo and a clock that can be set must never be taken for a real vote. */
import { reactive } from 'vue';

/** Filled by the first answer of the service. */
export const service = reactive({
  /** Whether everything here is a demonstration. */
  demo: false,
  /** The service's time where its clock can be set (RFC 3339), else empty. */
  clock: '',
});

/** The header that every answer has where the clock can be set. */
export function noticeClock(header: string | null): void {
  if (header !== null) service.clock = header;
}

/** Asks the service. Where it does not answer, the page says so at its next request. */
export async function learnAboutService(): Promise<void> {
  try {
    const response = await fetch('/api/v1/public/service', { credentials: 'omit' });
    noticeClock(response.headers.get('yepiao-test-clock'));
    if (!response.ok) return;
    const told: { demo?: unknown } = await response.json();
    service.demo = told.demo === true;
  } catch {
    // Without a network.
  }
}
