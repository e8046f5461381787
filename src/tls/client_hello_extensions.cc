#include "tls/client_hello_extensions.h"

#include <algorithm>

#include "tls/vectors.h"

namespace shakedown::tls {
namespace {

constexpr uint8_t kHostName = 0;

/// RFC 6066 section 3: ServerName server_name_list<1..2^16-1>, each NameType and, for host_name,
/// opaque HostName<1..2^16-1>; no two names of one type.
std::string ReadServerName(ByteReader data) {
  std::string host;
  bool seen = false;
  if (auto list = data.Prefixed16("server_name", {.min = 1})) {
    while (!list->empty()) {
      const size_t start = list->offset();
      const auto type = list->U8("server_name.name_type");
      auto name = list->Prefixed16("server_name.host_name", {.min = 1});
      if (!type || !name) break;
      if (*type != kHostName) continue;
      if (seen) list->ReportAt(start, DecodeErrorKind::kDuplicate, "server_name.host_name");
      if (!seen) host = AsText(name->Rest());
      seen = true;
    }
  }
  data.ExpectEnd("server_name");
  return host;
}

/// RFC 9846 section 4.3.1: ProtocolVersion versions<2..254>.
std::vector<Version> ReadVersions(ByteReader data) {
  std::vector<Version> versions;
  if (auto list = data.Prefixed8("supported_versions", {.min = 2, .max = 254, .multiple_of = 2})) {
    versions = ReadCodePoints16<Version>(*list, "supported_versions");
  }
  data.ExpectEnd("supported_versions");
  return versions;
}

/// RFC 9846 section 4.3.7: NamedGroup named_group_list<2..2^16-1>.
std::vector<NamedGroup> ReadGroups(ByteReader data) {
  std::vector<NamedGroup> groups;
  if (auto list = data.Prefixed16("supported_groups", {.min = 2, .multiple_of = 2})) {
    groups = ReadCodePoints16<NamedGroup>(*list, "supported_groups");
  }
  data.ExpectEnd("supported_groups");
  return groups;
}

/// RFC 9846 section 4.3.8: KeyShareEntry client_shares<0..2^16-1>, each NamedGroup and opaque
/// key_exchange<1..2^16-1>.
std::vector<NamedGroup> ReadKeyShares(ByteReader data) {
  std::vector<NamedGroup> groups;
  if (auto list = data.Prefixed16("key_share")) {
    while (!list->empty()) {
      const auto group = list->U16("key_share.group");
      const auto key = list->Prefixed16("key_share.key_exchange", {.min = 1});
      if (!group || !key) break;
      groups.push_back(static_cast<NamedGroup>(*group));
    }
  }
  data.ExpectEnd("key_share");
  return groups;
}

std::vector<SignatureScheme> ReadSchemes(ByteReader data, std::string_view field) {
  auto schemes = ReadSignatureSchemes(&data, field);
  data.ExpectEnd(field);
  return schemes;
}

/// RFC 9846 section 4.3.11: PskIdentity identities<7..2^16-1>, each opaque identity<1..2^16-1> and
/// uint32; PskBinderEntry binders<33..2^16-1>, each opaque<32..255>.
void CheckPreSharedKeys(ByteReader data) {
  if (auto identities = data.Prefixed16("pre_shared_key.identities", {.min = 7})) {
    while (!identities->empty()) {
      (void)identities->Prefixed16("pre_shared_key.identity", {.min = 1});
      (void)identities->U32("pre_shared_key.obfuscated_ticket_age");
    }
  }
  if (auto binders = data.Prefixed16("pre_shared_key.binders", {.min = 33})) {
    while (!binders->empty()) (void)binders->Prefixed8("pre_shared_key.binder", {.min = 32});
  }
  data.ExpectEnd("pre_shared_key");
}

void ReadExtension(const Extension& extension, std::vector<DecodeError>* errors,
                   ClientHello* hello) {
  ByteReader data = ReaderOf(extension, errors);
  switch (extension.type) {
    case ExtensionType::kServerName: hello->server_name = ReadServerName(data); break;
    case ExtensionType::kAlpn: hello->alpn = ReadProtocolNames(data, "alpn"); break;
    case ExtensionType::kSupportedVersions: hello->supported_versions = ReadVersions(data); break;
    case ExtensionType::kSupportedGroups: hello->supported_groups = ReadGroups(data); break;
    case ExtensionType::kKeyShare: hello->key_share_groups = ReadKeyShares(data); break;
    case ExtensionType::kSignatureAlgorithms:
      hello->signature_algorithms = ReadSchemes(data, "signature_algorithms");
      break;
    case ExtensionType::kSignatureAlgorithmsCert:
      hello->signature_algorithms_cert = ReadSchemes(data, "signature_algorithms_cert");
      break;
    case ExtensionType::kPostHandshakeAuth:
      // RFC 9846 section 4.3.6: the data is empty.
      hello->post_handshake_auth = true;
      data.ExpectEnd("post_handshake_auth");
      break;
    case ExtensionType::kEarlyData:
      // RFC 9846 section 4.3.10: in a ClientHello the data is empty.
      hello->early_data = true;
      data.ExpectEnd("early_data");
      break;
    case ExtensionType::kPreSharedKey:
      hello->offers_psk = true;
      CheckPreSharedKeys(data);
      break;
    case ExtensionType::kSessionTicket: hello->session_ticket = extension.data; break;
    default: break;
  }
}

bool OffersTls13(const ClientHello& hello) {
  return std::ranges::find(hello.supported_versions, Version::kTls13) !=
         hello.supported_versions.end();
}

/// RFC 9846 section 4.3: extensions that belong to another message. Those of TLS 1.2 may stand in a
/// hello that offers both versions.
void CheckPlaces(const ClientHello& hello, std::vector<DecodeError>* errors) {
  std::vector<Extension> tls13_only;
  for (const Extension& extension : hello.extensions) {
    if (IsAllowed(extension.type, ExtensionPlace::kCertificateRequest)) {
      tls13_only.push_back({extension.type, {}, extension.offset});
    }
  }
  ReportMisplaced(tls13_only, ExtensionPlace::kClientHello, "ClientHello", errors);
}

}  // namespace

void ReadClientHelloExtensions(ClientHello* hello, std::vector<DecodeError>* errors) {
  for (const Extension& extension : hello->extensions) {
    // Of two extensions of one type, which is a defect of its own, the first counts.
    if (Find(hello->extensions, extension.type) != &extension) continue;
    ReadExtension(extension, errors, hello);
  }
  if (!OffersTls13(*hello)) return;
  CheckPlaces(*hello, errors);
  // RFC 9846 section 4.3.11: pre_shared_key is the last extension.
  if (hello->offers_psk && hello->extensions.back().type != ExtensionType::kPreSharedKey) {
    const Extension* psk = Find(hello->extensions, ExtensionType::kPreSharedKey);
    errors->push_back(
        {DecodeErrorKind::kIllegal, "pre_shared_key", psk->offset - 4, "not the last extension"});
  }
}

}  // namespace shakedown::tls
