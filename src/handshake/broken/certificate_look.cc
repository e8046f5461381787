#include "handshake/broken/certificate_look.h"

#include <algorithm>
#include <utility>

#include "handshake/damage/message_edit.h"
#include "ossl/error_queue.h"
#include "tls/certificate_message.h"

namespace shakedown::handshake::broken {
namespace {

constexpr uint16_t kDelegatedCredential = 34;  // RFC 9345 section 4
constexpr uint8_t kSequence = 0x30;
/// How much more than there is counts as a claim in place of a slip.
constexpr size_t kFarBeyond = 1u << 16;

using Kind = DecodeErrorKind;

/// The certificate that `*der` begins with, which is taken off it; null if there is none.
ossl::X509Ptr TakeCertificate(ByteSpan* der) {
  const unsigned char* cursor = der->data();
  ossl::X509Ptr certificate(d2i_X509(nullptr, &cursor, static_cast<long>(der->size())));
  ossl::ClearErrors();
  if (certificate) *der = der->subspan(static_cast<size_t>(cursor - der->data()));
  return certificate;
}

/// Whatever reads as a certificate, wherever it stands.
std::vector<ossl::X509Ptr> Search(ByteSpan octets) {
  std::vector<ossl::X509Ptr> found;
  while (true) {
    const auto start = std::find(octets.begin(), octets.end(), kSequence);
    if (start == octets.end()) return found;
    octets = octets.subspan(static_cast<size_t>(start - octets.begin()));
    if (ossl::X509Ptr certificate = TakeCertificate(&octets)) {
      found.push_back(std::move(certificate));
    } else {
      octets = octets.subspan(1);
    }
  }
}

bool IsPublicKey(ByteSpan der) {
  const unsigned char* cursor = der.data();
  const ossl::PkeyPtr key(d2i_PUBKEY(nullptr, &cursor, static_cast<long>(der.size())));
  ossl::ClearErrors();
  return key != nullptr && cursor == der.data() + der.size();
}

bool Has(const std::vector<DecodeError>& errors, Kind kind) {
  return std::ranges::find(errors, kind, &DecodeError::kind) != errors.end();
}

CertificateLook Broken(Flaw flaw) {
  CertificateLook look;
  look.flaw = flaw;
  return look;
}

CertificateLook Searched(Flaw flaw, ByteSpan body) {
  CertificateLook look = Broken(flaw);
  look.certificates = Search(body);
  if (look.certificates.empty()) look.flaw = Flaw::kCutOff;
  return look;
}

CertificateLook LookAtEntries(const std::vector<tls::CertificateEntry>& entries) {
  CertificateLook look;
  for (const tls::CertificateEntry& entry : entries) {
    ByteSpan der = entry.der;
    ossl::X509Ptr certificate = TakeCertificate(&der);
    if (!certificate) return Broken(IsPublicKey(der) ? Flaw::kBareKey : Flaw::kGarbage);
    look.certificates.push_back(std::move(certificate));
    if (!der.empty()) look.flaw = Flaw::kTrailing;
    for (const tls::Extension& extension : entry.extensions) {
      if (static_cast<uint16_t>(extension.type) == kDelegatedCredential) {
        look.flaw = Flaw::kDelegated;
      }
    }
  }
  look.empty = entries.empty();
  return look;
}

}  // namespace

CertificateLook LookAtCertificate(tls::Version version, ByteSpan message) {
  constexpr size_t kHeaderOctets = 4;
  if (message.size() < kHeaderOctets) return Broken(Flaw::kOther);
  if (tls::HandshakeType{message[0]} == tls::HandshakeType::kCompressedCertificate) {
    return Broken(Flaw::kCompressed);
  }
  const ByteSpan body = damage::BodyOf(message);
  const size_t claimed =
      static_cast<size_t>(message[1]) << 16 | static_cast<size_t>(message[2]) << 8 | message[3];
  if (claimed > body.size() + kFarBeyond) return Searched(Flaw::kClaim, body);
  if (claimed != body.size()) return Searched(Flaw::kLengths, body);
  const auto decoded = tls::DecodeCertificate(version, body);
  const std::vector<tls::CertificateEntry>& entries = decoded.value.entries;
  if (Has(decoded.errors, Kind::kTooLarge)) return Broken(Flaw::kManyEntries);
  if (Has(decoded.errors, Kind::kOutOfBounds)) return Broken(Flaw::kNoOctets);
  if (Has(decoded.errors, Kind::kTruncated) || Has(decoded.errors, Kind::kTrailing)) {
    return Searched(Flaw::kLengths, body);
  }
  return LookAtEntries(entries);
}

}  // namespace shakedown::handshake::broken
