// What each alert says about a client certificate. Several stacks send another alert than the RFC
// names, so that a sentence names the usual reading and, where it misleads, the other one.
#include "tls/code_points.h"

namespace shakedown::tls {
namespace {

/// Alerts that speak about a certificate or about the lack of one.
std::string_view CertificateMeaning(uint8_t value) {
  switch (value) {
    case 41: return "The client has no certificate to present (SSL 3.0 only).";
    case 42:
      return "The certificate was refused as bad: corrupt, too weak, or not yet valid; Go and "
             "GnuTLS "
             "servers send this for almost any refusal, Go even when no certificate was sent.";
    case 43:
      return "The certificate was refused because of its kind: wrong purpose (extended key usage "
             "without clientAuth), wrong key type, or a form the peer does not support.";
    case 44: return "The certificate was revoked by its issuer.";
    case 45:
      return "The certificate, or one above it, is past its last day by the peer's clock; some "
             "servers "
             "also send this when their own revocation list is out of date.";
    case 46:
      return "The certificate was refused for a reason that the peer does not name, often a chain "
             "that "
             "does not verify or a rule of the application.";
    case 48:
      return "The certificate was refused because no trusted CA was found above it: the issuer is "
             "not "
             "trusted, an intermediate is missing, or the chain is longer than allowed.";
    case 49:
      return "The certificate is valid, but the peer's access rules refuse it; GnuTLS servers also "
             "send "
             "this for a chain that does not verify.";
    case 51:
      return "A signature did not verify: the key does not belong to the certificate, or the "
             "certificate "
             "names a CA that did not sign it.";
    case 111: return "The certificate behind a client_certificate_url could not be fetched.";
    case 113: return "The OCSP response that came with the certificate was refused.";
    case 114: return "The certificate behind a client_certificate_url does not fit its hash.";
    case 116: return "The server requires a client certificate and none was sent.";
    default: return {};
  }
}

/// Alerts about what was negotiated before certificates matter.
std::string_view NegotiationMeaning(uint8_t value) {
  switch (value) {
    case 40:
      return "No agreement was possible: no common parameters, or, after the client's Certificate "
             "in "
             "TLS 1.2, the server requires a client certificate and none was sent.";
    case 60: return "The key is longer than old export rules allowed; no current peer sends this.";
    case 70: return "The peer does not accept the protocol version that was offered.";
    case 71: return "The peer wants stronger ciphers or keys than were offered.";
    case 86: return "The client retried with a lower version than the server supports.";
    case 90: return "The peer cancelled the handshake for a reason outside the protocol.";
    case 100:
      return "The peer refuses to renegotiate, so that a certificate asked for after the handshake "
             "cannot be presented on this connection.";
    case 109: return "A message lacks an extension that this version requires.";
    case 110: return "A message holds an extension that was not asked for.";
    case 112: return "The server does not know the host name in the SNI extension.";
    case 115: return "The server does not know the pre-shared key that was offered.";
    case 120:
      return "The server supports none of the application protocols (ALPN) that were offered.";
    case 121:
      return "The server wants Encrypted ClientHello, and the client's attempt was not accepted.";
    default: return {};
  }
}

/// Alerts about broken or unexpected bytes.
std::string_view ProtocolMeaning(uint8_t value) {
  switch (value) {
    case 0: return "The peer closes the connection in good order; this is not an error.";
    case 10:
      return "The peer got a message that it did not expect here, for instance a certificate that "
             "it "
             "did not ask for, or a request after the handshake that it does not support.";
    case 20:
      return "A record did not decrypt; bytes were damaged or the two sides hold different keys.";
    case 21: return "A record did not decrypt (old versions only).";
    case 22: return "A record was longer than allowed.";
    case 30: return "A record could not be decompressed (old versions only).";
    case 47: return "A field of a message has a value that is not allowed there.";
    case 50:
      return "A message could not be read: a length or a certificate's encoding is wrong; GnuTLS "
             "servers also send this in TLS 1.2 when a required certificate is missing.";
    case 52: return "The peer asked for too many connection identifiers (DTLS only).";
    case 80:
      return "The peer failed for reasons of its own, for instance while building a list of CA "
             "names "
             "that is too large or while checking a chain that is too deep.";
    case 117: return "The peer failed and does not say why.";
    default: return {};
  }
}

}  // namespace

std::string_view PlainMeaning(AlertDescription value) {
  const auto number = static_cast<uint8_t>(value);
  for (const auto meaning_of : {CertificateMeaning, NegotiationMeaning, ProtocolMeaning}) {
    if (const std::string_view meaning = meaning_of(number); !meaning.empty()) return meaning;
  }
  return "An alert that the TLS registry does not list.";
}

}  // namespace shakedown::tls
