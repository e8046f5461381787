// Broken peers about the certificate that is asked for late, and about second handshakes: what
// they take that they must not take.
#pragma once

#include <string_view>

namespace shakedown::handshake::broken {

/// What a client said in a flight after the handshake.
struct LateAnswer {
  bool modern = true;        ///< TLS 1.3: under application keys; else in a renegotiation
  bool asked = false;        ///< there was a CertificateRequest that it may answer
  bool offered = false;      ///< the ClientHello offered post_handshake_auth
  bool certificate = false;  ///< it holds a Certificate message
  bool empty = true;         ///< without an entry
  bool proof = false;        ///< it holds a CertificateVerify
  bool same_context = true;  ///< the context is that of the request
  bool trusted = false;      ///< the chain leads to a CA that the host trusts
};

/// The ClientHello of a renegotiation, on the connection that it comes on.
struct AnotherHello {
  bool secure = false;   ///< the connection has secure renegotiation (RFC 5746)
  bool renamed = false;  ///< it names another host
  bool http2 = false;    ///< the connection speaks HTTP/2
};

/// Whose the requests after a renegotiation are.
enum class Clings {
  kNever,      ///< the client's that renegotiated
  kToFirst,    ///< those of the certificate before, if another one takes its place
  kToDropped,  ///< those of the certificate before, if none takes its place
};

struct LateRules {
  /// Flights that count as a good answer; null: none but those that the library finds good.
  bool (*takes)(const LateAnswer& answer) = nullptr;
  /// Whether it takes part in a renegotiation that the client starts; null: never.
  bool (*renegotiates)(const AnotherHello& hello) = nullptr;
  Clings clings = Clings::kNever;
  bool impatient = false;  ///< whatever comes in place of an answer is taken for one
};

/// The rules of the deviation of that id; null if it has none.
const LateRules* LateRulesOf(std::string_view id);

}  // namespace shakedown::handshake::broken
