import { runInNewContext } from "node:vm";
import test from "ava";
import * as element from "#dist/wire/element.js";
import { arrayClasses, sample } from "../harness/samples.ts";

const { kindOf } = element;

test("every kind of array has a kind of its own", (t) => {
  const kinds = [
    ...arrayClasses.map((Class) => kindOf(new Class(1))),
    kindOf(Buffer.alloc(1)),
    kindOf(new ArrayBuffer(1)),
    kindOf(new DataView(new ArrayBuffer(1))),
  ];
  t.is(new Set(kinds).size, kinds.length);
  t.true(kinds.every((kind) => kind >= 0 && kind < element.KINDS));
});

test("other values have none, whatever they call themselves", (t) => {
  class Pretender {
    readonly [Symbol.toStringTag] = "Float32Array";
  }
  for (const value of [
    {},
    [],
    new Map(),
    new Date(),
    new SharedArrayBuffer(8),
    new Pretender(),
    { [Symbol.toStringTag]: "DataView" },
  ])
    t.is(kindOf(value), -1, Object.prototype.toString.call(value));
});

test("arrays of another realm are arrays", (t) => {
  for (const Class of arrayClasses) {
    const foreign = runInNewContext(`new ${Class.name}(3)`) as object;
    t.is(kindOf(foreign), kindOf(new Class(3)), Class.name);
  }
  t.is(kindOf(runInNewContext("new DataView(new ArrayBuffer(2))") as object), element.DATA_VIEW);
  t.is(kindOf(runInNewContext("new ArrayBuffer(2)") as object), element.ARRAY_BUFFER);
});

test("storage is the same memory, both ways", (t) => {
  for (const Class of arrayClasses) {
    const array = sample(Class, 6, 2).subarray(1, 5);
    const kind = kindOf(array);
    const storage = element.asStorage(kind, array);
    t.is(storage.buffer, array.buffer);
    t.is(storage.byteOffset, array.byteOffset);
    t.is(storage.byteLength, array.byteLength);
    t.is(kindOf(storage), element.storageOf(kind));
    const fresh = element.newStorage(element.storageOf(kind), 4);
    fresh.set(storage as never);
    const back = element.fromStorage(kind, fresh) as typeof array;
    t.deepEqual(back, array.slice());
    t.is(back.buffer, fresh.buffer);
    t.is(element.elementBytes(kind), Class.BYTES_PER_ELEMENT);
    t.is(element.kindName(kind), Class.name);
  }
});

test("only Buffer and Uint8Array go into each other", (t) => {
  for (let kind = 0; kind < element.KINDS; kind++)
    for (let into = 0; into < element.KINDS; into++) {
      const bytes = [element.UINT8, element.BUFFER];
      t.is(element.fitsInto(kind, into), kind === into || (bytes.includes(kind) && bytes.includes(into)));
    }
});
