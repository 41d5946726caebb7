// The messages of both directions, held against the one schema that the server declares and hands over with its offer.

/** A message that does not fit the schema: page and server are not of one version, or one of them has a fault. */
export class Misfit extends Error {}

export class Envelopes {
  /** @param schema {sent: {kind: {may, must}}, received: {kind: [field]}} */
  constructor(schema) {
    this.schema = schema;
  }

  /** Write a message that the page sends. */
  write(message) {
    const known = this.schema.sent[message.do];
    if (!known) throw new Misfit(`nothing is known of a message “${message.do}”`);
    const given = Object.keys(message).filter((name) => message[name] !== undefined);
    const strange = given.filter((name) => !known.may.includes(name));
    const missing = known.must.filter((name) => !given.includes(name));
    if (strange.length || missing.length) {
      throw new Misfit(`“${message.do}” has ${strange.join(", ") || "nothing"} too many, lacks ${missing.join(", ")}`);
    }
    return JSON.stringify(message);
  }

  /** Read a message of the server. */
  read(text) {
    const message = JSON.parse(text);
    const fields = this.schema.received[message.type];
    if (!fields) throw new Misfit(`nothing is known of a message “${message.type}”`);
    const missing = fields.filter((name) => !(name in message));
    if (missing.length) throw new Misfit(`“${message.type}” lacks ${missing.join(", ")}`);
    return message;
  }
}
