// One order on its way to the server: a job is made, each file sent, then it is begun. What was cut goes on where
// it stopped: deliver() may be called again with the same order.

import { Refused, api, apiPath, pause, say, sentence } from "/static/common.js";

const WAITS_MS = [1000, 3000]; // before a cut file is sent again; after the last the person is asked

/** A new order. files: [{ file: File, role }]. kind: "analyze" or "check". options: of a job. jobs: the address of
 * the jobs it goes to, this person's unless another's is named. */
export const order = (files, kind, options, jobs = "jobs") => ({ files, kind, options, jobs, job: null, next: 0 });

/** Send what is not there yet and begin the job. on: { file(n), sent(bytes, all), again() } is told how far it is.
 * Gives the job, `same_as` set where these files were measured before. Throws Refused, with `file` set to the
 * number of the file that was refused; AbortError where the signal was given up. */
export async function deliver(what, on, signal) {
  if (!what.job) {
    const files = what.files.map(({ file, role }) => ({ name: file.name, bytes: file.size, role }));
    what.job = await api(what.jobs, { json: { kind: what.kind, files, options: what.options }, signal });
  }
  for (; what.next < what.files.length; what.next += 1) {
    on.file(what.next);
    try {
      await patiently(what, on, signal);
    } catch (error) {
      error.file = what.next;
      throw error;
    }
  }
  return api(`${what.jobs}/${what.job.id}/start`, { method: "POST", signal });
}

/** Begin a job although the same files were measured before. */
export const begin = (job) => api(`jobs/${job.id}/start?again=true`, { method: "POST" });

/** Let go of an order that will not be delivered; never fails. */
export async function discard(what) {
  if (what?.job) await api(`${what.jobs}/${what.job.id}`, { method: "DELETE", keepalive: true }).catch(() => null);
}

async function patiently(what, on, signal) {
  for (let tried = 0; ; tried += 1) {
    try {
      return await put(what, on, signal);
    } catch (error) {
      if (error.status !== 0) throw error;
      await refusedMeanwhile(what, signal);
      if (tried === WAITS_MS.length) throw error;
      on.again?.();
      await pause(WAITS_MS[tried], signal);
    }
  }
}

/** A server that refuses a file in its middle closes the line: its reason stands in the job. */
async function refusedMeanwhile(what, signal) {
  const job = await api(`${what.jobs}/${what.job.id}`, { signal }).catch((error) => {
    if (error.name === "AbortError") throw error;
    return null;
  });
  if (job?.state === "failed" && job.reason) throw new Refused(job.reason, 409);
}

function put(what, on, signal) {
  const { file } = what.files[what.next];
  return new Promise((done, fail) => {
    const asked = new XMLHttpRequest();
    const giveUp = () => asked.abort();
    asked.open("PUT", apiPath(`${what.jobs}/${what.job.id}/files/${what.next}`));
    asked.setRequestHeader("Content-Type", "application/octet-stream");
    asked.setRequestHeader("Accept", "application/json");
    asked.upload.addEventListener("progress", (event) => on.sent(event.loaded, file.size));
    asked.addEventListener("load", () => {
      if (asked.status < 300) done(JSON.parse(asked.responseText));
      else fail(new Refused(sentence(asked.responseText, asked.status), asked.status));
    });
    asked.addEventListener("error", () => fail(new Refused(say("cut"))));
    asked.addEventListener("abort", () => fail(new DOMException("given up", "AbortError")));
    asked.addEventListener("loadend", () => signal?.removeEventListener("abort", giveUp));
    if (signal?.aborted) return fail(new DOMException("given up", "AbortError"));
    signal?.addEventListener("abort", giveUp);
    on.sent(0, file.size);
    asked.send(file);
  });
}
