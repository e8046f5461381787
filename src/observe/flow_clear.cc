// Flow: octets before TLS begins (STARTTLS, CONNECT, a PROXY protocol header), and in its place.
#include "observe/flow.h"

namespace shakedown::observe {

using attempt::Side;

/// What of `octets` belongs to TLS. What comes before it is kept as dialogue.
ByteSpan Flow::FindTls(Side from, ByteSpan octets) {
  if (from == Side::kServer) {
    talk_.Feed(from, octets);
    return {};
  }
  TlsFinder::Split split = finder_.Find(octets);
  talk_.Feed(from, split.clear);
  if (finder_.more()) {
    split = finder_.Find({});
    talk_.Feed(from, split.clear);
  }
  if (!split.tls.empty()) {
    tls_begun_ = true;
    EndClearTalk();
  }
  return split.tls;
}

/// TLS begins, or nothing follows.
void Flow::EndClearTalk() {
  talk_.Flush();
  const std::string summary = talk_.Summary();
  if (!summary.empty()) Note((tls_begun_ ? "before TLS: " : "no TLS: ") + summary);
}

/// The server answers a ClientHello with something else.
void Flow::RecordForeign() { writer_.Add(attempt::NotTls{server_.first}); }

}  // namespace shakedown::observe
