#include "diagnosis/client_profile_view.h"

#include <algorithm>
#include <numeric>

namespace shakedown::diagnosis {
namespace {

/// As far as clients walk.
constexpr size_t kLongestPath = 20;
/// Certificates looked at; real identities hold a handful.
constexpr size_t kMostCertificates = 64;

struct IssuerForms {
  std::string text;
  std::string normalised;
};

void Note(int& hit, size_t index, bool equal) {
  if (hit < 0 && equal) hit = static_cast<int>(index);
}

}  // namespace

SituationView::SituationView(const ClientSituation& situation) : situation_(&situation) {
  const auto collect = [this](const std::vector<attempt::CertificateFacts>& facts) {
    for (const attempt::CertificateFacts& one : facts) {
      if (certificates_.size() < kMostCertificates) certificates_.push_back(&one);
    }
  };
  if (situation.identity != nullptr && situation.identity->present) {
    collect(situation.identity->chain);
    configured_ = certificates_.size();
    collect(situation.identity->withheld);
  }
  std::vector<IssuerForms> issuers;
  for (const auto* certificate : certificates_) {
    issuers.push_back({tls::ToText(certificate->issuer), tls::NormalisedKey(certificate->issuer)});
  }
  hits_.resize(certificates_.size());
  if (certificates_.empty()) return;
  // A list can be long and hostile: every name is rendered once, not once per certificate.
  const auto& names = request().ca_names;
  for (size_t n = 0; n < names.size(); ++n) {
    const IssuerForms name{tls::ToText(names[n]), tls::NormalisedKey(names[n])};
    for (size_t i = 0; i < certificates_.size(); ++i) {
      const bool same = tls::SameBytes(names[n], certificates_[i]->issuer);
      const bool readable = !names[n].empty();
      Note(hits_[i].raw, n, same);
      Note(hits_[i].rendered, n, same || (readable && name.text == issuers[i].text));
      Note(hits_[i].normalised, n, same || (readable && name.normalised == issuers[i].normalised));
    }
  }
}

bool SituationView::Usable(const ClientProfile& profile, size_t index) const {
  return index == 0 || index >= configured_ || !profile.loads_leaf_only;
}

std::vector<size_t> SituationView::Configured(const ClientProfile& profile) const {
  std::vector<size_t> indices(profile.loads_leaf_only ? std::min<size_t>(configured_, 1)
                                                      : configured_);
  std::iota(indices.begin(), indices.end(), size_t{0});
  return indices;
}

std::vector<size_t> SituationView::Path(const ClientProfile& profile) const {
  std::vector<size_t> path;
  if (!has_leaf()) return path;
  path.push_back(0);
  while (path.size() < kLongestPath) {
    const attempt::CertificateFacts& last = certificate(path.back());
    if (last.self_issued) break;
    size_t next = certificates_.size();
    for (size_t i = 1; i < certificates_.size() && next == certificates_.size(); ++i) {
      const bool taken = std::find(path.begin(), path.end(), i) != path.end();
      if (!taken && Usable(profile, i) && tls::SameBytes(certificate(i).subject, last.issuer)) {
        next = i;
      }
    }
    if (next == certificates_.size()) break;
    path.push_back(next);
  }
  return path;
}

std::vector<size_t> SituationView::Compared(const ClientProfile& profile) const {
  std::vector<size_t> seen =
      profile.ca_match_walks == NameReach::kPlatformStore ? Path(profile) : Configured(profile);
  if (profile.filters_by_ca_names == NameFilter::kIssuerOfLeaf && seen.size() > 1) seen.resize(1);
  return seen;
}

}  // namespace shakedown::diagnosis
