// One situation prepared for all profiles: the listed names are compared once with every issuer
// that is at hand, in each way in which clients compare.
#pragma once

#include <vector>

#include "attempt/facts.h"
#include "diagnosis/client_profile_rules.h"

namespace shakedown::diagnosis {

/// Which entry of the list equals an issuer; -1: none.
struct NameHit {
  int raw = -1;
  int rendered = -1;
  int normalised = -1;
};

/// The certificates at hand, configured ones first, and how their issuers relate to the list.
/// Borrows request and identity.
class SituationView final {
 public:
  /// `situation.request` is not null; the identity may be.
  explicit SituationView(const ClientSituation& situation);

  const ClientSituation& situation() const { return *situation_; }
  const tls::CertificateRequest& request() const { return *situation_->request; }
  bool tls13() const { return request().version >= tls::Version::kTls13; }
  /// Whether there is a certificate to talk about.
  bool has_leaf() const { return !certificates_.empty() && configured_ > 0; }
  const attempt::CertificateFacts& leaf() const { return *certificates_.front(); }
  const attempt::CertificateFacts& certificate(size_t index) const { return *certificates_[index]; }
  const NameHit& hit(size_t index) const { return hits_[index]; }
  size_t size() const { return certificates_.size(); }

  /// The certificates that `profile` has loaded, leaf first.
  std::vector<size_t> Configured(const ClientProfile& profile) const;
  /// The path from the leaf up through everything that `profile` could find; ends at a self-issued
  /// certificate or after 20.
  std::vector<size_t> Path(const ClientProfile& profile) const;
  /// The certificates whose issuers `profile` compares.
  std::vector<size_t> Compared(const ClientProfile& profile) const;

 private:
  bool Usable(const ClientProfile& profile, size_t index) const;

  const ClientSituation* situation_;
  std::vector<const attempt::CertificateFacts*> certificates_;
  size_t configured_ = 0;
  std::vector<NameHit> hits_;
};

}  // namespace shakedown::diagnosis
