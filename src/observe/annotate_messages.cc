#include "observe/annotate_messages.h"

#include <fmt/format.h>

#include "core/text.h"
#include "observe/cipher_suite.h"
#include "observe/record_stream.h"
#include "tls/extension.h"
#include "tls/server_hello.h"

namespace shakedown::observe {
namespace {

using tls::ContentType;
using tls::HandshakeType;
using tls::Version;

template <typename CodePoint>
std::string NameText(uint32_t value) {
  return tls::Name(static_cast<CodePoint>(value));
}
std::string SuiteText(uint32_t value) { return SuiteName(static_cast<tls::CipherSuite>(value)); }

void AnnotateHelloStart(Annotator& at) {
  at.Number(2, "legacy version", NameText<Version>);
  at.Octets(32, "random");
  Annotator session = at.Vector(1, "session id");
  session.Rest("session id");
}

void AnnotateClientHello(Annotator& at) {
  AnnotateHelloStart(at);
  Annotator suites = at.Vector(2, "cipher suites");
  while (!suites.empty()) suites.Number(2, "suite", SuiteText);
  Annotator compression = at.Vector(1, "compression methods");
  compression.Rest("methods");
  if (!at.empty()) AnnotateExtensions(at.Vector(2, "extensions"), true);
}

void AnnotateServerHello(Annotator& at, Version* version) {
  *version = tls::DecodeServerHello(at.rest()).value.version;
  AnnotateHelloStart(at);
  at.Number(2, "cipher suite", SuiteText);
  at.Number(1, "compression method");
  if (!at.empty()) AnnotateExtensions(at.Vector(2, "extensions"), false);
}

void AnnotateCertificate(Annotator& at, Version version) {
  const bool tls13 = version >= Version::kTls13;
  if (tls13) at.Vector(1, "request context").Rest("context");
  Annotator list = at.Vector(3, "certificates");
  if (list.empty()) list.Remark("no certificate");
  while (!list.empty()) {
    Annotator certificate = list.Vector(3, "certificate");
    AnnotateDer(certificate);
    if (tls13) AnnotateExtensions(list.Vector(2, "extensions"), false);
  }
}

void AnnotateCertificateRequest(Annotator& at, Version version) {
  if (version >= Version::kTls13) {
    at.Vector(1, "request context").Rest("context");
    AnnotateExtensions(at.Vector(2, "extensions"), false);
    return;
  }
  Annotator types = at.Vector(1, "certificate types");
  while (!types.empty()) types.Number(1, "type", NameText<tls::ClientCertificateType>);
  if (version >= Version::kTls12) {
    Annotator schemes = at.Vector(2, "signature algorithms");
    while (!schemes.empty()) schemes.Number(2, "scheme", NameText<tls::SignatureScheme>);
  }
  Annotator names = at.Vector(2, "CA names");
  while (!names.empty()) {
    Annotator name = names.Vector(2, "CA name");
    AnnotateDer(name);
  }
}

void AnnotateSignature(Annotator& at, Version version) {
  if (version >= Version::kTls12) at.Number(2, "algorithm", NameText<tls::SignatureScheme>);
  at.Vector(2, "signature").Rest("signature");
}

/// RFC 8422 section 5.4; of other key exchanges the octets stay together.
void AnnotateServerKeyExchange(Annotator& at, Version version) {
  constexpr uint8_t kNamedCurve = 3;
  if (at.empty() || at.rest()[0] != kNamedCurve) return;
  at.Number(1, "curve type", [](uint32_t) { return std::string("named_curve"); });
  at.Number(2, "group", NameText<tls::NamedGroup>);
  at.Vector(1, "public key").Rest("public key");
  if (!at.empty()) AnnotateSignature(at, version);
}

void AnnotateTicket(Annotator& at, Version version) {
  at.Number(4, "lifetime in seconds");
  if (version >= Version::kTls13) {
    at.Octets(4, "age_add");
    at.Vector(1, "nonce").Rest("nonce");
  }
  at.Vector(2, "ticket").Rest("ticket");
  if (version >= Version::kTls13) AnnotateExtensions(at.Vector(2, "extensions"), false);
}

void AnnotateBody(HandshakeType type, Annotator& at, Version* version) {
  switch (type) {
    case HandshakeType::kClientHello: AnnotateClientHello(at); break;
    case HandshakeType::kServerHello: AnnotateServerHello(at, version); break;
    case HandshakeType::kEncryptedExtensions:
      AnnotateExtensions(at.Vector(2, "extensions"), false);
      break;
    case HandshakeType::kCertificate: AnnotateCertificate(at, *version); break;
    case HandshakeType::kCertificateRequest: AnnotateCertificateRequest(at, *version); break;
    case HandshakeType::kCertificateVerify: AnnotateSignature(at, *version); break;
    case HandshakeType::kServerKeyExchange:
      AnnotateServerKeyExchange(at, *version);
      at.Rest("parameters");
      break;
    case HandshakeType::kNewSessionTicket: AnnotateTicket(at, *version); break;
    case HandshakeType::kFinished: at.Rest("verify data"); break;
    default: at.Rest("content");
  }
  at.End();
}

/// Whether whole messages of known types fill `octets`, or begin it: what is encrypted does not.
bool LooksLikeMessages(ByteSpan octets) {
  constexpr size_t kHeader = 4;
  if (octets.size() < kHeader) return false;
  const size_t length = size_t{octets[1]} << 16 | size_t{octets[2]} << 8 | octets[3];
  const std::string name = tls::Name(HandshakeType{octets[0]});
  return !name.starts_with("0x") && length <= octets.size() - kHeader;
}

void AnnotateFragment(ContentType type, Annotator& at, Version* version) {
  switch (type) {
    case ContentType::kHandshake:
      if (LooksLikeMessages(at.rest())) {
        AnnotateMessages(at, version);
      } else {
        at.Rest("encrypted, or part of a message that spans records");
      }
      return;
    case ContentType::kAlert:
      if (at.remaining() != 2) {
        at.Rest("encrypted alert");
        return;
      }
      at.Number(1, "level", NameText<tls::AlertLevel>);
      at.Number(1, "description", NameText<tls::AlertDescription>);
      return;
    case ContentType::kChangeCipherSpec: at.Rest("change_cipher_spec"); return;
    case ContentType::kApplicationData: at.Rest("encrypted"); return;
  }
  at.Rest("content");
}

}  // namespace

void AnnotateMessages(Annotator& at, Version* version) {
  while (!at.empty()) {
    const auto type = at.Number(1, "message", NameText<HandshakeType>);
    Annotator body = at.Vector(3, "length");
    if (type) AnnotateBody(static_cast<HandshakeType>(*type), body, version);
  }
}

void AnnotateRecords(Annotator& at, Version* version) {
  while (!at.empty()) {
    WireHeader header;
    if (!ReadRecordHeader(at.rest(), &header)) {
      at.Remark("no TLS record begins here", true);
      at.Rest("octets that are no record");
      return;
    }
    const auto type = at.Number(1, "record", NameText<ContentType>);
    at.Number(2, "version", NameText<Version>);
    Annotator fragment = at.Vector(2, "length");
    if (type) AnnotateFragment(static_cast<ContentType>(*type), fragment, version);
  }
}

}  // namespace shakedown::observe
