// The requests of --vary: each changes one thing of the request as configured.
#include <openssl/x509.h>

#include <algorithm>
#include <utility>

#include "pki/certificate_plan.h"
#include "pki/read_facts.h"
#include "run/serve_session.h"

namespace shakedown::run {
namespace {

using diagnosis::Variation;
using handshake::PeerHost;
using Requests = std::vector<std::pair<Variation, PeerHost>>;

bool AsksForCertificates(const PeerHost& host) {
  return host.behaviour != handshake::Behaviour::kNone;
}

void AddName(const Bytes& der, std::vector<Bytes>* names) {
  if (std::find(names->begin(), names->end(), der) == names->end()) names->push_back(der);
}

/// The issuers of the expected certificates, and the names in the trust file: one of them is the
/// direct issuer.
std::vector<Bytes> Issuers(const ServeOptions& options) {
  std::vector<Bytes> names;
  if (options.expected) {
    for (const attempt::CertificateFacts& certificate : options.expected->chain) {
      AddName(certificate.issuer.der, &names);
    }
  }
  if (options.host.client_trust != nullptr) {
    for (const ossl::X509Ptr& anchor : options.host.client_trust->anchors()) {
      AddName(pki::ReadFacts(anchor.get()).subject.der, &names);
    }
  }
  for (const ossl::X509Ptr& certificate : options.known) {
    AddName(pki::ReadFacts(certificate.get()).subject.der, &names);
  }
  return names;
}

/// The names with PrintableString for UTF8String and the reverse; a name that has neither stays.
Result<std::vector<Bytes>> OtherEncoding(const std::vector<Bytes>& names) {
  std::vector<Bytes> others;
  for (const Bytes& der : names) {
    const uint8_t* cursor = der.data();
    const ossl::NamePtr name(d2i_X509_NAME(nullptr, &cursor, static_cast<long>(der.size())));
    if (!name) return Error(ErrorCode::kFormat, "an announced CA name is not the DER of a Name");
    const Result<ossl::NamePtr> other = pki::ReencodedName(name.get());
    others.push_back(other ? pki::ToDer(other->get()) : der);
  }
  return others;
}

bool SameNames(std::vector<Bytes> a, std::vector<Bytes> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

class Builder final {
 public:
  explicit Builder(const ServeOptions& options) : options_(options) {
    requests_.emplace_back(Variation::kNone, options.host);
  }

  Result<Requests> Build() {
    const PeerHost& configured = options_.host;
    if (!options_.vary || !AsksForCertificates(configured)) return std::move(requests_);
    if (!configured.announced_names.empty()) {
      Announce(Variation::kEmptyList, {});
      auto others = OtherEncoding(configured.announced_names);
      if (!others) return std::move(others).error();
      if (!SameNames(*others, configured.announced_names)) {
        Announce(Variation::kOtherEncoding, std::move(*others));
      }
      std::vector<Bytes> issuers = Issuers(options_);
      if (!issuers.empty() && !SameNames(issuers, configured.announced_names)) {
        Announce(Variation::kIssuers, std::move(issuers));
      }
    }
    if (!configured.signature_algorithms.empty() || !configured.certificate_types.empty()) {
      PeerHost& all = Add(Variation::kAllSchemes);
      all.signature_algorithms.clear();
      all.certificate_types.clear();
    }
    if (configured.min_version < configured.max_version) {
      Add(Variation::kTls12).max_version = tls::Version::kTls12;
      Add(Variation::kTls13).min_version = tls::Version::kTls13;
    }
    return std::move(requests_);
  }

 private:
  PeerHost& Add(Variation variation) {
    PeerHost host = options_.host;
    host.by_observer_only = true;
    host.tickets = false;
    return requests_.emplace_back(variation, std::move(host)).second;
  }
  void Announce(Variation variation, std::vector<Bytes> names) {
    Add(variation).announced_names = std::move(names);
  }

  const ServeOptions& options_;
  Requests requests_;
};

}  // namespace

Result<Requests> MakeVariations(const ServeOptions& options) { return Builder(options).Build(); }

}  // namespace shakedown::run
