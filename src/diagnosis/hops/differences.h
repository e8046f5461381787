// Two handshakes with the same host by different ways, side by side: whatever differs was decided
// by somebody else.
#pragma once

#include <string>
#include <vector>

#include "attempt/trace.h"

namespace shakedown::diagnosis {

/// What differs between two ways to one host, one line each: "... here, ... there".
struct Differences {
  /// The server certificate or chain: another program answers.
  std::vector<std::string> chain;
  /// CertificateRequest, version, cipher, ALPN.
  std::vector<std::string> handshake;
  /// Headers that tell who passed a reply on: Server, Via, Alt-Svc and those of known hops.
  std::vector<std::string> headers;

  std::vector<std::string> All() const;
};

/// `here` is the way that is explained. What is not known of both is left out.
Differences Compare(const attempt::HandshakeTrace& here, const attempt::HandshakeTrace& there);

}  // namespace shakedown::diagnosis
