#include "handshake/damage/proof_edit.h"

#include <optional>

#include "handshake/damage/twin_certificate.h"
#include "tls/certificate_message.h"

namespace shakedown::handshake::damage {
namespace {

using Operation = attempt::Damage::Operation;

/// RFC 9846 section 4.5.2.
constexpr size_t kPadOctets = 64;
constexpr std::string_view kClientContext = "TLS 1.3, client CertificateVerify";
constexpr std::string_view kServerContext = "TLS 1.3, server CertificateVerify";

}  // namespace

ProofEdit::ProofEdit(tls::Version version, ByteSpan library_message, EVP_PKEY* key,
                     const EVP_MD* digest)
    : version_(version), key_(key), digest_(digest) {
  scheme_ = tls::DecodeCertificateVerify(version, BodyOf(library_message))
                .value.algorithm.value_or(tls::SignatureScheme{});
}

bool ProofEdit::Apply(const attempt::Damage& damage) {
  if (end_.Take(damage)) return true;
  const std::string& argument = damage.argument;
  const bool rsa = EVP_PKEY_is_a(key_, "RSA") == 1 || EVP_PKEY_is_a(key_, "RSA-PSS") == 1;
  switch (damage.operation) {
    case Operation::kReplaceWith: return Replace(argument);
    case Operation::kFlipBit:
      bits_.push_back(attempt::ParseDamageNumber(argument).value_or(0));
      return true;
    case Operation::kScheme:
      scheme_ = tls::SignatureSchemeFromName(argument).value_or(scheme_);
      return true;
    case Operation::kContext: context_ = argument; return modern();
    case Operation::kTranscript: transcript_ = argument; return true;
    case Operation::kSalt: pss_.salt = argument; return rsa;
    case Operation::kMaskDigest: pss_.mask_digest = argument; return rsa;
    case Operation::kLength:
      if (const auto lie = attempt::ParseLengthLie(argument)) lies_.push_back(*lie);
      return true;
    case Operation::kKey: return true;
    default: return false;
  }
}

bool ProofEdit::Replace(const std::string& what) {
  if (what == "without-algorithm") {
    without_algorithm_ = !modern();
    return without_algorithm_;
  }
  form_ = what;
  return true;
}

Bytes ProofEdit::Content(const Transcript& transcript) const {
  if (!modern()) return transcript.Messages();
  size_t pad = kPadOctets;
  if (context_ == "pad-63") --pad;
  if (context_ == "pad-65") ++pad;
  Bytes content(pad, 0x20);
  const std::string_view context = context_ == "server" ? kServerContext : kClientContext;
  if (context_ != "none") content.insert(content.end(), context.begin(), context.end());
  content.push_back(0);
  const Bytes hash = transcript.Hash(digest_);
  content.insert(content.end(), hash.begin(), hash.end());
  return content;
}

Bytes ProofEdit::Message(const Transcript& transcript, size_t before) const {
  Transcript covered = transcript;
  if (transcript_ == "without-certificate") {
    covered = transcript.Without(static_cast<uint8_t>(tls::HandshakeType::kCertificate), before);
  } else if (transcript_ == "until-server-hello") {
    covered = transcript.Until(static_cast<uint8_t>(tls::HandshakeType::kServerHello));
  } else if (transcript_ == "other-certificate") {
    covered = transcript.With(before, [this](ByteSpan message) {
      return tls::HandshakeType{message[0]} == tls::HandshakeType::kCertificate
                 ? WithTwinCertificate(version_, message, key_)
                 : Bytes();
    });
  }
  const Bytes content = Content(covered);
  std::optional<Bytes> signature = Sign(key_, scheme_, pss_, content);
  if (signature && !form_.empty()) signature = Misshape(form_, key_, content, *signature);
  if (!signature) return {};
  for (const size_t bit : bits_) {
    if (!FlipBit(bit, &*signature)) return {};
  }
  LyingWriter body(lies_);
  if (!without_algorithm_) body.Number(static_cast<size_t>(scheme_), 2);
  body.Vector("signature", 2, *signature);
  return end_.Finish(tls::HandshakeType::kCertificateVerify, body.Take());
}

}  // namespace shakedown::handshake::damage
