#include "tls/handshake_message.h"

#include <algorithm>
#include <string>
#include <utility>

namespace shakedown::tls {
namespace {

constexpr size_t kHeaderOctets = 4;

/// The value of `decoded` as a body; its errors join `errors`, with offsets in the whole message.
template <typename T>
MessageBody Accept(Decoded<T> decoded, std::vector<DecodeError>* errors) {
  for (DecodeError& error : decoded.errors) {
    error.offset += kHeaderOctets;
    errors->push_back(std::move(error));
  }
  return std::move(decoded.value);
}

/// Messages whose body is empty by definition.
bool IsEmptyMessage(HandshakeType type) {
  return type == HandshakeType::kHelloRequest || type == HandshakeType::kServerHelloDone ||
         type == HandshakeType::kEndOfEarlyData;
}

bool HoldsTruncation(const std::vector<DecodeError>& errors) {
  return std::ranges::find(errors, DecodeErrorKind::kTruncated, &DecodeError::kind) != errors.end();
}

MessageBody DecodeBody(HandshakeType type, Version version, ByteSpan body,
                       std::vector<DecodeError>* errors) {
  switch (type) {
    case HandshakeType::kClientHello: return Accept(DecodeClientHello(body), errors);
    case HandshakeType::kServerHello: return Accept(DecodeServerHello(body), errors);
    case HandshakeType::kEncryptedExtensions:
      return Accept(DecodeEncryptedExtensions(body), errors);
    case HandshakeType::kCertificateRequest:
      return Accept(DecodeCertificateRequest(version, body), errors);
    case HandshakeType::kCertificate: return Accept(DecodeCertificate(version, body), errors);
    case HandshakeType::kCertificateVerify:
      return Accept(DecodeCertificateVerify(version, body), errors);
    case HandshakeType::kNewSessionTicket:
      return Accept(DecodeNewSessionTicket(version, body), errors);
    default:
      if (IsEmptyMessage(type)) ByteReader(body, errors, kHeaderOctets).ExpectEnd(Name(type));
      return {};
  }
}

}  // namespace

Decoded<HandshakeMessage> DecodeHandshakeMessage(Version version, ByteSpan message) {
  Decoded<HandshakeMessage> decoded;
  ByteReader reader(message, &decoded.errors);
  // RFC 9846 section 4: HandshakeType msg_type, uint24 length.
  const auto type = reader.U8("Handshake.msg_type");
  const auto length = reader.U24("Handshake.length");
  if (!type || !length) return decoded;
  decoded.value.type = static_cast<HandshakeType>(*type);
  ByteSpan body = reader.Rest();
  if (body.size() > *length) {
    reader.ReportAt(kHeaderOctets + *length, DecodeErrorKind::kTrailing, "Handshake",
                    std::to_string(body.size() - *length) + " bytes left");
    body = body.first(*length);
  }
  decoded.value.body = DecodeBody(decoded.value.type, version, body, &decoded.errors);
  // The field that is cut off says more than the header; both are one defect.
  if (body.size() < *length && !HoldsTruncation(decoded.errors)) {
    reader.ReportAt(
        1, DecodeErrorKind::kTruncated, "Handshake.length",
        "needs " + std::to_string(*length) + " bytes, has " + std::to_string(body.size()));
  }
  return decoded;
}

}  // namespace shakedown::tls
