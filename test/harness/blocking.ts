import type { Communicator, Request } from "ranks";

/** The same communicator, of which `await` blocks the thread. */
export function blocking(comm: Communicator): Communicator {
  return new Proxy(comm, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        const request = Reflect.apply(value, target, args) as Request<unknown> | undefined;
        return (
          request && {
            then: (done: (answer: unknown) => void, failed: (error: unknown) => void) => {
              let answer;
              try {
                answer = request.wait();
              } catch (error) {
                return failed(error);
              }
              done(isCommunicator(answer) ? blocking(answer) : answer);
            },
          }
        );
      };
    },
  });
}

function isCommunicator(value: unknown): value is Communicator {
  return typeof value === "object" && value !== null && "allreduce" in value;
}
