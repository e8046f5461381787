// The client's Certificate message (RFC 9846 section 4.5.1, RFC 5246 section 7.4.6) with what a
// suite wants wrong in it.
#pragma once

#include <openssl/x509.h>

#include <span>
#include <string>
#include <vector>

#include "attempt/damage.h"
#include "handshake/damage/message_edit.h"

namespace shakedown::handshake::damage {

class CertificateEdit final {
 public:
  /// Takes apart what the library wrote. `leaf` (borrowed) may be null.
  CertificateEdit(tls::Version version, ByteSpan library_message, X509* leaf);

  /// Carries out one damage; false if this message gives no occasion for it.
  bool Apply(const attempt::Damage& damage);
  Bytes Message() const;

 private:
  struct Entry {
    Bytes der;
    Bytes extensions;  ///< TLS 1.3: without the length of the block
  };

  bool Replace(const std::string& what);
  bool Extend(const std::string& argument);
  Bytes Body() const;
  bool modern() const { return version_ == tls::Version::kTls13; }

  const tls::Version version_;
  X509* const leaf_;
  Bytes context_;
  std::vector<Entry> entries_;
  std::vector<attempt::LengthLie> lies_;
  std::string compressed_;  ///< the word that asks for compression; empty: none
  EndEdit end_;
};

}  // namespace shakedown::handshake::damage
