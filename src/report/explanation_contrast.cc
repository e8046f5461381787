#include "report/explanation_contrast.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "attempt/trace_view.h"
#include "core/text.h"
#include "diagnosis/clocks.h"
#include "diagnosis/key_fit.h"
#include "diagnosis/listing.h"
#include "report/explanation.h"

namespace shakedown::report {
namespace {

using attempt::CertificateFacts;
using attempt::First;
using attempt::Last;
using Rows = std::vector<ContrastRow>;

constexpr size_t kNameCharacters = 100;

/// What all contrasts are read from.
struct Scene {
  const run::Investigation& found;
  const attempt::Attempt& self;
  const tls::CertificateRequest* request = nullptr;  ///< the last one; null: none came

  const std::vector<CertificateFacts>& chain() const { return self.identity.chain; }
  const CertificateFacts& top() const { return chain().back(); }
  bool has_chain() const { return !chain().empty(); }
};

std::string NameOf(const tls::DistinguishedName& name) {
  const std::string text = ElideMiddle(Printable(tls::ToText(name)), kNameCharacters);
  return text.empty() ? "(empty name)" : text;
}

std::string Known(const std::string& text, const char* otherwise) {
  return text.empty() ? otherwise : ElideMiddle(Printable(text), kNameCharacters);
}

/// "CN=Root A, CN=Root B and 3 more".
std::string ListedNames(const tls::CertificateRequest& request) {
  constexpr size_t kShown = 3;
  if (request.ca_names.empty()) return "no names: it does not say whom it trusts";
  std::vector<std::string> names;
  for (const tls::DistinguishedName& name : request.ca_names) {
    if (names.size() == kShown) break;
    names.push_back(NameOf(name));
  }
  std::string text = Joined(names, " | ");
  if (request.ca_names.size() > kShown) {
    text += fmt::format(" and {} more", request.ca_names.size() - kShown);
  }
  return text;
}

bool IsListed(const Scene& scene, const tls::DistinguishedName& name) {
  if (scene.request == nullptr) return false;
  const auto& names = scene.request->ca_names;
  return std::any_of(names.begin(), names.end(),
                     [&name](const auto& listed) { return tls::SameName(listed, name); });
}

ContrastRow ServerLists(const Scene& scene) {
  return {"server lists", ListedNames(*scene.request)};
}

Rows Issuers(const Scene& scene) {
  if (scene.request == nullptr || !scene.has_chain()) return {};
  std::string issuer = NameOf(scene.top().issuer);
  if (IsListed(scene, scene.top().issuer)) issuer += ", it seems with another key";
  return {ServerLists(scene), {"yours was issued by", issuer}};
}

Rows SelfSigned(const Scene& scene) {
  if (scene.request == nullptr || !scene.has_chain()) return {};
  return {ServerLists(scene), {"yours is signed by", "itself: " + NameOf(scene.top().subject)}};
}

Rows Gap(const Scene& scene) {
  if (scene.request == nullptr || !scene.has_chain()) return {};
  // The chain at hand reaches a listed authority, but the client does not look that far.
  if (IsListed(scene, scene.top().issuer)) {
    return {ServerLists(scene), {"this client sees only", NameOf(scene.chain().front().issuer)}};
  }
  return {ServerLists(scene), {"your chain ends below", NameOf(scene.top().issuer)}};
}

Rows Trust(const Scene& scene) {
  if (!scene.has_chain()) return {};
  const bool listed = IsListed(scene, scene.top().issuer);
  const bool verified = scene.self.identity.path && scene.self.identity.path->trusted;
  if (!listed && !verified) return {};
  return {{listed ? "server lists" : "your --client-ca",
           listed ? ListedNames(*scene.request) : "verifies your chain"},
          {"yours was issued by", NameOf(scene.top().issuer) + ", and is refused"}};
}

Rows NoIdentity(const Scene& scene) {
  if (scene.request == nullptr) return {};
  const bool named = !scene.request->ca_names.empty();
  return {{"server asks for", named ? "a certificate from " + ListedNames(*scene.request)
                                    : "a certificate (and does not say from whom)"},
          {"you gave", "none"}};
}

const char* StringType(uint8_t tag) {
  switch (tag) {
    case 12: return "UTF8String";
    case 19: return "PrintableString";
    case 20: return "TeletexString";
    case 22: return "IA5String";
    case 28: return "UniversalString";
    case 30: return "BMPString";
    default: return "another type";
  }
}

/// The first attribute in which two names of one meaning differ, described on both sides.
Rows Encodings(const Scene& scene) {
  if (scene.request == nullptr || !scene.has_chain()) return {};
  const auto listing = diagnosis::CompareWithList(scene.chain(), scene.request);
  if (listing.match != diagnosis::Listing::Match::kSameName) return {};
  const auto& listed = scene.request->ca_names[static_cast<size_t>(listing.listed_index)];
  const auto& issuer = scene.chain()[static_cast<size_t>(listing.chain_index)].issuer;
  std::string listed_type;
  std::string issuer_type;
  for (size_t i = 0; i < std::min(listed.rdns.size(), issuer.rdns.size()); ++i) {
    if (listed.rdns[i] == issuer.rdns[i] || listed.rdns[i].empty() || issuer.rdns[i].empty()) {
      continue;
    }
    listed_type = fmt::format(" ({})", StringType(listed.rdns[i].front().string_tag));
    issuer_type = fmt::format(" ({})", StringType(issuer.rdns[i].front().string_tag));
    break;
  }
  return {{"server lists", NameOf(listed) + listed_type},
          {"yours was issued by", NameOf(issuer) + issuer_type}};
}

Rows Keys(const Scene& scene) {
  if (scene.request == nullptr || !scene.has_chain()) return {};
  const attempt::KeyFacts& key = scene.chain().front().key;
  if (diagnosis::KeyFits(key, *scene.request) == false) {
    return {{"server accepts", diagnosis::ListSchemes(scene.request->signature_algorithms)},
            {"your key makes",
             diagnosis::ListSchemes(diagnosis::SchemesOf(key, scene.request->version)) + " (" +
                 attempt::ToText(key) + ")"}};
  }
  std::vector<std::string> types;
  for (const auto type : scene.request->certificate_types) types.push_back(tls::Name(type));
  if (types.empty()) return {};
  return {{"server accepts", ElideEnd(Joined(types, ", "), kNameCharacters)},
          {"your key is", attempt::ToText(key)}};
}

Rows ChainSignature(const Scene& scene) {
  if (scene.request == nullptr) return {};
  const auto& accepted = scene.request->signature_algorithms_cert.empty()
                             ? scene.request->signature_algorithms
                             : scene.request->signature_algorithms_cert;
  for (const CertificateFacts& certificate : scene.chain()) {
    if (certificate.self_signed || !certificate.signature_scheme) continue;
    const auto scheme = *certificate.signature_scheme;
    if (std::find(accepted.begin(), accepted.end(), scheme) != accepted.end()) continue;
    return {{"server accepts", diagnosis::ListSchemes(accepted)},
            {"yours is signed with", tls::Name(scheme)}};
  }
  return {};
}

Rows Dates(const Scene& scene, diagnosis::Validity wanted) {
  const auto clocks = diagnosis::ReadClocks(scene.found.attempts, scene.found.subject);
  if (!clocks.deciding()) return {};
  const bool expired = wanted == diagnosis::Validity::kExpired;
  for (const CertificateFacts& certificate : scene.chain()) {
    if (diagnosis::ValidityAt(certificate, clocks.deciding()) != wanted) continue;
    return {
        {clocks.server ? "server's clock says" : "our clock says", FormatUtc(*clocks.deciding())},
        {expired ? "yours was valid until" : "yours is valid from",
         FormatUtc(expired ? certificate.not_after : certificate.not_before)}};
  }
  return {};
}

Rows Expired(const Scene& scene) { return Dates(scene, diagnosis::Validity::kExpired); }
Rows NotYetValid(const Scene& scene) { return Dates(scene, diagnosis::Validity::kNotYetValid); }

Rows Depth(const Scene& scene) {
  if (!scene.has_chain()) return {};
  const auto above = std::count_if(scene.chain().begin() + 1, scene.chain().end(),
                                   [](const CertificateFacts& c) { return !c.self_signed; });
  const auto& path = scene.self.identity.path;
  const auto count = path ? std::max<std::ptrdiff_t>(path->intermediates, above) : above;
  return {{"servers allow by default", "nginx 1 intermediate, Apache httpd none"},
          {"your chain has", fmt::format("{} intermediate{}", count, count == 1 ? "" : "s")}};
}

std::string UsagesOf(const CertificateFacts& certificate) {
  if (certificate.key_usage && !certificate.key_usage->digital_signature &&
      certificate.is_ca != true) {
    return "other uses of its key, without digitalSignature";
  }
  std::vector<std::string> names;
  if (certificate.extended_key_usage) {
    for (const std::string& oid : *certificate.extended_key_usage) {
      names.push_back(attempt::UsageName(oid));
    }
  }
  return names.empty() ? "no named use" : ElideEnd(Joined(names, ", "), kNameCharacters);
}

Rows Purpose(const Scene& scene) {
  const auto bad = std::find_if(
      scene.chain().begin(), scene.chain().end(),
      [](const CertificateFacts& c) { return !attempt::PermitsClientAuthentication(c); });
  if (bad == scene.chain().end()) return {};
  const bool leaf = bad == scene.chain().begin();
  return {{"server needs", "clientAuth (proving who a client is)"},
          {leaf ? "yours is made for" : "your intermediate is for", UsagesOf(*bad)}};
}

Rows Strength(const Scene& scene) {
  const auto weak = [](const CertificateFacts& c) {
    return c.signature_digest == "SHA1" || c.signature_digest == "MD5" ||
           (c.key.type == attempt::KeyType::kRsa && c.key.bits < 2048);
  };
  const auto bad = std::find_if(scene.chain().begin(), scene.chain().end(), weak);
  if (bad == scene.chain().end()) return {};
  return {{"servers today want", "RSA 2048 or more, SHA-256 or better"},
          {"yours has", attempt::ToText(bad->key) + ", " + Known(bad->signature_digest, "?")}};
}

Rows Revoked(const Scene& scene) {
  if (!scene.has_chain() || !scene.self.identity.path) return {};
  for (const attempt::PathFinding& finding : scene.self.identity.path->findings) {
    const auto depth = static_cast<size_t>(std::max(0, finding.depth));
    if (finding.problem != attempt::PathProblem::kRevoked || depth >= scene.chain().size())
      continue;
    return {{"your --crl revokes", "serial number " + Printable(scene.chain()[depth].serial)},
            {"yours has", "that serial number"}};
  }
  return {};
}

Rows Names(const Scene& scene) {
  if (!scene.self.spec.request) return {};
  return {{"TLS handshake names", Known(attempt::EffectiveSni(scene.self.spec), "no host")},
          {"HTTP request names", Known(attempt::RequestedHost(scene.self), "no host")}};
}

Rows Authorisation(const Scene& scene) {
  if (!scene.has_chain()) return {};
  return {{"TLS accepted", NameOf(scene.chain().front().subject)},
          {"the application said", Printable(scene.found.diagnosis.observed)}};
}

Rows TwoServers(const Scene& scene) {
  return {{"at the TLS handshake", scene.request == nullptr ? "no certificate was asked for"
                                                            : "a certificate was asked for"},
          {"the answer says", Printable(scene.found.diagnosis.observed)}};
}

Rows Protocols(const Scene& scene) {
  const auto stranger = First<attempt::NotTls>(scene.self.trace);
  if (!stranger) return {};
  std::string first = Printable(AsText(stranger->first));
  return {{"you spoke", "TLS"}, {"it answered", "\"" + ElideEnd(first, 60) + "\""}};
}

Rows Versions(const Scene& scene) {
  const attempt::HandshakeSpec& spec = scene.self.spec;
  const std::string offered =
      spec.min_version == spec.max_version
          ? tls::Name(spec.max_version)
          : tls::Name(spec.min_version) + " to " + tls::Name(spec.max_version);
  return {{"you offered", offered}, {"server answered", Printable(scene.found.diagnosis.observed)}};
}

Rows ApplicationProtocols(const Scene& scene) {
  if (scene.self.spec.alpn.empty()) return {};
  return {{"you offered", Printable(Joined(scene.self.spec.alpn, ", "))},
          {"server answered", Printable(scene.found.diagnosis.observed)}};
}

Rows ServerIssuer(const Scene& scene) {
  const auto checked = Last<attempt::ServerChecked>(scene.self.trace);
  if (!checked || checked->chain.empty()) return {};
  return {{"server's issued by", NameOf(checked->chain.back().issuer)},
          {"you trust", "none of that name and key (--server-ca)"}};
}

Rows ServerDates(const Scene& scene) {
  const auto checked = Last<attempt::ServerChecked>(scene.self.trace);
  if (!checked) return {};
  for (const CertificateFacts& certificate : checked->chain) {
    const auto validity = diagnosis::ValidityAt(certificate, scene.self.trace.started);
    if (validity == diagnosis::Validity::kValid) continue;
    const bool expired = validity == diagnosis::Validity::kExpired;
    return {{expired ? "server's was valid until" : "server's is valid from",
             FormatUtc(expired ? certificate.not_after : certificate.not_before)},
            {"our clock says", FormatUtc(scene.self.trace.started)}};
  }
  return {};
}

Rows ServerNames(const Scene& scene) {
  const auto checked = Last<attempt::ServerChecked>(scene.self.trace);
  if (!checked || checked->chain.empty()) return {};
  const std::string names = Joined(checked->chain.front().subject_alt_names, ", ");
  return {{"server's is for", Known(names, "no name at all")},
          {"you asked for", Printable(scene.self.spec.target.endpoint.host)}};
}

struct Entry {
  std::string_view id;
  Rows (*rows)(const Scene&);
};

constexpr std::array kEntries = {
    Entry{"certificate.untrusted-issuer", Issuers},
    Entry{"client.issuer-not-listed", Issuers},
    Entry{"certificate.self-signed", SelfSigned},
    Entry{"certificate.missing-intermediate", Gap},
    Entry{"client.chain-gap", Gap},
    Entry{"client.name-encoding", Encodings},
    Entry{"client.no-identity", NoIdentity},
    Entry{"client.key-not-accepted", Keys},
    Entry{"client.chain-signature-not-accepted", ChainSignature},
    Entry{"certificate.expired", Expired},
    Entry{"certificate.not-yet-valid", NotYetValid},
    Entry{"certificate.too-deep", Depth},
    Entry{"certificate.wrong-purpose", Purpose},
    Entry{"certificate.weak", Strength},
    Entry{"certificate.revoked", Revoked},
    Entry{"certificate.not-authorised", Authorisation},
    Entry{"server.no-request-sni", Names},
    Entry{"server.host-mismatch", Names},
    Entry{"server.misconfigured-trust", Trust},
    Entry{"path.tls-terminated", TwoServers},
    Entry{"path.plain-http", Protocols},
    Entry{"path.starttls-missing", Protocols},
    Entry{"path.no-common-version", Versions},
    Entry{"path.no-common-alpn", ApplicationProtocols},
    Entry{"server-certificate.untrusted", ServerIssuer},
    Entry{"server-certificate.expired", ServerDates},
    Entry{"server-certificate.name-mismatch", ServerNames},
};

}  // namespace

std::vector<ContrastRow> Contrast(const run::Investigation& found) {
  const attempt::Attempt* self = SubjectOf(found);
  if (self == nullptr) return {};
  const auto requests = attempt::CertificateRequests(self->trace);
  const Scene scene{found, *self, requests.empty() ? nullptr : requests.back().request};
  const auto entry = std::find_if(kEntries.begin(), kEntries.end(), [&found](const Entry& e) {
    return e.id == found.diagnosis.cause.id;
  });
  return entry == kEntries.end() ? Rows{} : entry->rows(scene);
}

}  // namespace shakedown::report
