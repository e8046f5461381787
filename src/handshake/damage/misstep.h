// What our own server does wrong on purpose, so that a client shows whether it notices: one misstep
// for each connection that a suite puts under test.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "tls/code_points.h"

namespace shakedown::handshake::damage {

/// One wrong message of the server. All but the last two stand in its first flight, whose Finished
/// and CertificateVerify fit what is really sent, so that only the misstep can be noticed. The
/// library's own idea of the handshake is another one then: what the client answers is seen, and no
/// request can follow.
enum class Misstep {
  kNone,
  kNoSignatureAlgorithms,  ///< CertificateRequest without signature_algorithms (TLS 1.3)
  kContext,                ///< with a context in the main handshake (TLS 1.3)
  kSecondRequest,          ///< CertificateRequest twice
  kStatusRequest,          ///< with an empty status_request, which is allowed (TLS 1.3)
  kBadProof,               ///< the server's signature does not verify
  kRequestOnResumption,    ///< CertificateRequest in a resumed handshake (TLS 1.3)
  kAnonymousRequest,       ///< CertificateRequest under an anonymous suite (TLS 1.2)
  kLateRequest,            ///< after the handshake, whether or not it was offered (TLS 1.3)
  kTwoLateRequests,        ///< the same twice in a row, each with a context of its own (TLS 1.3)
};
/// "none", "no-signature-algorithms", "context", "second-request", "status-request", "bad-proof",
/// "request-on-resumption", "anonymous-request", "late-request", "two-late-requests".
const char* ToString(Misstep misstep);
std::optional<Misstep> MisstepFromName(std::string_view name);
/// Whether it stands in the first flight.
bool IsInFlight(Misstep misstep);

/// An alert that ends a connection that is through, at a moment of our choice.
struct LateAlert {
  tls::AlertDescription alert = tls::AlertDescription::kAccessDenied;
  bool after_request = false;  ///< after the client's request; false: right after the handshake
  bool operator==(const LateAlert&) const = default;
};

}  // namespace shakedown::handshake::damage
