// CertificateVerify (RFC 9846 section 4.5.2, RFC 5246 section 7.4.8) signed anew, with what a suite
// wants wrong in it.
#pragma once

#include <openssl/evp.h>

#include <span>
#include <string>
#include <vector>

#include "attempt/damage.h"
#include "handshake/damage/message_edit.h"
#include "handshake/damage/signing.h"
#include "handshake/damage/transcript.h"

namespace shakedown::handshake::damage {

class ProofEdit final {
 public:
  /// `key` and `digest` (of the cipher suite) are borrowed. `library_message` says which scheme the
  /// library chose.
  ProofEdit(tls::Version version, ByteSpan library_message, EVP_PKEY* key, const EVP_MD* digest);

  /// Takes one damage; false if this message gives no occasion for it.
  bool Apply(const attempt::Damage& damage);
  /// The message for a transcript whose first `before` messages precede the flight. Empty if the
  /// library cannot sign so, or the key cannot show the damage.
  Bytes Message(const Transcript& transcript, size_t before) const;

 private:
  Bytes Content(const Transcript& transcript) const;
  bool Replace(const std::string& what);
  bool modern() const { return version_ == tls::Version::kTls13; }

  const tls::Version version_;
  EVP_PKEY* const key_;
  const EVP_MD* const digest_;
  tls::SignatureScheme scheme_{};
  PssForm pss_;
  std::string form_;        ///< of `Misshape`; empty: as signed
  std::string context_;     ///< "server", "none", "pad-63", "pad-65"; empty: the client's
  std::string transcript_;  ///< what it covers in place of all; empty: all
  std::vector<size_t> bits_;
  std::vector<attempt::LengthLie> lies_;
  bool without_algorithm_ = false;
  EndEdit end_;
};

}  // namespace shakedown::handshake::damage
