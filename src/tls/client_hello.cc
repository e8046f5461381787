#include "tls/client_hello.h"

#include "tls/client_hello_extensions.h"
#include "tls/vectors.h"

namespace shakedown::tls {

Decoded<ClientHello> DecodeClientHello(ByteSpan body) {
  Decoded<ClientHello> decoded;
  ClientHello& hello = decoded.value;
  ByteReader reader(body, &decoded.errors);
  if (const auto version = reader.U16("legacy_version")) {
    hello.legacy_version = static_cast<Version>(*version);
  }
  if (const auto random = reader.Take(32, "random")) {
    hello.random.assign(random->begin(), random->end());
  }
  // RFC 9846 section 4.2.2: legacy_session_id<0..32>, cipher_suites<2..2^16-2>,
  // legacy_compression_methods<1..2^8-1>.
  if (auto session_id = reader.Prefixed8("session_id", {.max = 32})) {
    hello.session_id = Owned(*session_id);
  }
  if (auto suites =
          reader.Prefixed16("cipher_suites", {.min = 2, .max = 0xfffe, .multiple_of = 2})) {
    hello.cipher_suites = ReadCodePoints16<CipherSuite>(*suites, "cipher_suites");
  }
  if (auto methods = reader.Prefixed8("compression_methods", {.min = 1})) {
    hello.compression_methods = Owned(*methods);
  }
  // RFC 5246 section 7.4.1.2: a hello without extensions ends here.
  if (!reader.empty()) {
    if (auto list = reader.Prefixed16("ClientHello.extensions")) {
      hello.extensions = ReadExtensions(*list, "ClientHello");
      ReadClientHelloExtensions(&hello, &decoded.errors);
    }
  }
  reader.ExpectEnd("ClientHello");
  return decoded;
}

}  // namespace shakedown::tls
