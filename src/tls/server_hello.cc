#include "tls/server_hello.h"

#include <algorithm>
#include <array>

#include "tls/vectors.h"

namespace shakedown::tls {
namespace {

/// RFC 9846 section 4.2.3: SHA-256 of "HelloRetryRequest" in place of a random value.
constexpr std::array<uint8_t, 32> kRetryRandom = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/// RFC 7301 section 3.1: the server's list holds exactly one name.
std::string ReadSelectedProtocol(ByteReader data) {
  const auto names = ReadProtocolNames(data, "alpn");
  if (names.size() > 1) {
    data.Report(DecodeErrorKind::kIllegal, "alpn", "more than one protocol selected");
  }
  return names.empty() ? std::string() : names.front();
}

/// RFC 9846 section 4.3.8: a ServerHello holds one KeyShareEntry, a HelloRetryRequest the group
/// alone.
std::optional<NamedGroup> ReadKeyShare(ByteReader data, bool retry) {
  const auto group = data.U16("key_share.group");
  if (!retry) (void)data.Prefixed16("key_share.key_exchange", {.min = 1});
  data.ExpectEnd("key_share");
  if (!group) return std::nullopt;
  return static_cast<NamedGroup>(*group);
}

std::optional<uint16_t> ReadU16(ByteReader data, std::string_view field) {
  const auto value = data.U16(field);
  data.ExpectEnd(field);
  return value;
}

/// RFC 5746 section 3.2: opaque renegotiated_connection<0..255>.
void CheckRenegotiationInfo(ByteReader data) {
  (void)data.Prefixed8("renegotiation_info");
  data.ExpectEnd("renegotiation_info");
}

void ReadExtension(const Extension& extension, std::vector<DecodeError>* errors,
                   ServerHello* hello) {
  const ByteReader data = ReaderOf(extension, errors);
  switch (extension.type) {
    case ExtensionType::kSupportedVersions:
      // RFC 9846 section 4.3.1: ProtocolVersion selected_version.
      if (const auto version = ReadU16(data, "supported_versions")) {
        hello->version = static_cast<Version>(*version);
      }
      break;
    case ExtensionType::kKeyShare:
      hello->key_share_group = ReadKeyShare(data, hello->hello_retry_request);
      break;
    case ExtensionType::kPreSharedKey:
      // RFC 9846 section 4.3.11: uint16 selected_identity.
      hello->selected_psk = ReadU16(data, "pre_shared_key");
      break;
    case ExtensionType::kAlpn: hello->alpn = ReadSelectedProtocol(data); break;
    case ExtensionType::kRenegotiationInfo:
      hello->secure_renegotiation = true;
      CheckRenegotiationInfo(data);
      break;
    default: break;
  }
}

void ReadExtensionsOf(ByteReader list, ServerHello* hello, std::vector<DecodeError>* errors) {
  hello->extensions = ReadExtensions(list, "ServerHello");
  for (const Extension& extension : hello->extensions) {
    // Of two extensions of one type, which is a defect of its own, the first counts.
    if (Find(hello->extensions, extension.type) != &extension) continue;
    ReadExtension(extension, errors, hello);
  }
  if (hello->version < Version::kTls13) return;
  ReportMisplaced(hello->extensions,
                  hello->hello_retry_request ? ExtensionPlace::kHelloRetryRequest
                                             : ExtensionPlace::kServerHello,
                  "ServerHello", errors);
}

}  // namespace

Decoded<ServerHello> DecodeServerHello(ByteSpan body) {
  Decoded<ServerHello> decoded;
  ServerHello& hello = decoded.value;
  ByteReader reader(body, &decoded.errors);
  if (const auto version = reader.U16("legacy_version")) {
    hello.legacy_version = hello.version = static_cast<Version>(*version);
  }
  if (const auto random = reader.Take(32, "random")) {
    hello.random.assign(random->begin(), random->end());
    hello.hello_retry_request = std::ranges::equal(*random, kRetryRandom);
  }
  // RFC 9846 section 4.2.3: legacy_session_id_echo<0..32>.
  if (auto session_id = reader.Prefixed8("session_id", {.max = 32})) {
    hello.session_id = Owned(*session_id);
  }
  if (const auto suite = reader.U16("cipher_suite")) {
    hello.cipher_suite = static_cast<CipherSuite>(*suite);
  }
  hello.compression_method = reader.U8("compression_method").value_or(0);
  // RFC 5246 section 7.4.1.3: a hello without extensions ends here.
  if (!reader.empty()) {
    if (auto list = reader.Prefixed16("ServerHello.extensions")) {
      ReadExtensionsOf(*list, &hello, &decoded.errors);
    }
  }
  reader.ExpectEnd("ServerHello");
  return decoded;
}

Decoded<EncryptedExtensions> DecodeEncryptedExtensions(ByteSpan body) {
  Decoded<EncryptedExtensions> decoded;
  EncryptedExtensions& message = decoded.value;
  ByteReader reader(body, &decoded.errors);
  // RFC 9846 section 4.4.1: Extension extensions<0..2^16-1>.
  if (auto list = reader.Prefixed16("EncryptedExtensions.extensions")) {
    message.extensions = ReadExtensions(*list, "EncryptedExtensions");
    ReportMisplaced(message.extensions, ExtensionPlace::kEncryptedExtensions, "EncryptedExtensions",
                    &decoded.errors);
  }
  if (const Extension* alpn = Find(message.extensions, ExtensionType::kAlpn)) {
    message.alpn = ReadSelectedProtocol(ReaderOf(*alpn, &decoded.errors));
  }
  if (const Extension* early_data = Find(message.extensions, ExtensionType::kEarlyData)) {
    // RFC 9846 section 4.3.10: in EncryptedExtensions the data is empty.
    message.early_data = true;
    ReaderOf(*early_data, &decoded.errors).ExpectEnd("early_data");
  }
  reader.ExpectEnd("EncryptedExtensions");
  return decoded;
}

}  // namespace shakedown::tls
