// The contents of the extensions that decide about certificates and versions; others stay whole.
#include <fmt/format.h>

#include "core/text.h"
#include "observe/annotation.h"
#include "tls/code_points.h"

namespace shakedown::observe {
namespace {

using tls::ExtensionType;

template <typename CodePoint>
std::string NameText(uint32_t value) {
  return tls::Name(static_cast<CodePoint>(value));
}

template <typename CodePoint>
void AnnotateList(Annotator& at, size_t prefix, size_t octets, std::string_view label) {
  Annotator list = at.Vector(prefix, std::string(label) + " list");
  while (!list.empty()) list.Number(octets, label, NameText<CodePoint>);
}

void AnnotateServerName(Annotator& at) {
  if (at.empty()) return;  // a server's confirmation
  Annotator list = at.Vector(2, "server names");
  while (!list.empty()) {
    list.Number(1, "name type", [](uint32_t type) {
      return type == 0 ? std::string("host_name") : std::to_string(type);
    });
    Annotator name = list.Vector(2, "name");
    name.Rest("'" + Printable(AsText(name.rest())) + "'");
  }
}

void AnnotateAlpn(Annotator& at) {
  Annotator list = at.Vector(2, "protocols");
  while (!list.empty()) {
    Annotator name = list.Vector(1, "protocol");
    name.Rest("'" + Printable(AsText(name.rest())) + "'");
  }
}

void AnnotateAuthorities(Annotator& at) {
  Annotator list = at.Vector(2, "CA names");
  while (!list.empty()) {
    Annotator name = list.Vector(2, "CA name");
    AnnotateDer(name);
  }
}

void AnnotateKeyShare(Annotator& at, bool of_client) {
  const auto entry = [](Annotator& from) {
    from.Number(2, "group", NameText<tls::NamedGroup>);
    if (from.empty()) return;  // HelloRetryRequest names only the group
    Annotator key = from.Vector(2, "key");
    key.Rest("key exchange value");
  };
  if (!of_client) {
    entry(at);
    return;
  }
  Annotator list = at.Vector(2, "shares");
  while (!list.empty()) entry(list);
}

void AnnotateOidFilters(Annotator& at) {
  Annotator list = at.Vector(2, "filters");
  while (!list.empty()) {
    Annotator oid = list.Vector(1, "extension OID");
    AnnotateDer(oid);
    Annotator values = list.Vector(2, "extension values");
    AnnotateDer(values);
  }
}

void AnnotateContent(ExtensionType type, Annotator& at, bool of_client) {
  switch (type) {
    case ExtensionType::kServerName: AnnotateServerName(at); break;
    case ExtensionType::kSupportedGroups: AnnotateList<tls::NamedGroup>(at, 2, 2, "group"); break;
    case ExtensionType::kSignatureAlgorithms:
    case ExtensionType::kSignatureAlgorithmsCert:
      AnnotateList<tls::SignatureScheme>(at, 2, 2, "scheme");
      break;
    case ExtensionType::kAlpn: AnnotateAlpn(at); break;
    case ExtensionType::kSupportedVersions:
      if (of_client) {
        AnnotateList<tls::Version>(at, 1, 2, "version");
      } else {
        at.Number(2, "version", NameText<tls::Version>);
      }
      break;
    case ExtensionType::kKeyShare: AnnotateKeyShare(at, of_client); break;
    case ExtensionType::kCertificateAuthorities: AnnotateAuthorities(at); break;
    case ExtensionType::kOidFilters: AnnotateOidFilters(at); break;
    default: at.Rest("content"); return;
  }
  at.End();
}

}  // namespace

void AnnotateExtensions(Annotator list, bool of_client) {
  while (!list.empty()) {
    const auto type = list.Number(2, "extension", NameText<ExtensionType>);
    if (!type) return;
    Annotator content = list.Vector(2, "length");
    AnnotateContent(static_cast<ExtensionType>(*type), content, of_client);
  }
}

}  // namespace shakedown::observe
