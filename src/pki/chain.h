// Checks a chain locally as a server would, with every defect listed and not only the first.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attempt/facts.h"
#include "core/result.h"
#include "ossl/handles.h"
#include "pki/identity.h"

namespace shakedown::pki {

/// What a server trusts: CA certificates and CRLs. Immutable, shared between threads.
class TrustStore {
 public:
  /// Every certificate of `ca_file` is a trust anchor; `crl_file` may be empty.
  static Result<std::shared_ptr<const TrustStore>> Load(const std::string& ca_file,
                                                        const std::string& crl_file);
  /// From objects; takes new references.
  static std::shared_ptr<const TrustStore> Of(std::span<X509* const> anchors,
                                              std::span<X509_CRL* const> crls = {});
  /// The system's trust store.
  static Result<std::shared_ptr<const TrustStore>> System();

  X509_STORE* store() const { return store_.get(); }  ///< borrowed
  bool has_crls() const { return has_crls_; }
  const std::vector<ossl::X509Ptr>& anchors() const { return anchors_; }

 private:
  ossl::StorePtr store_;
  std::vector<ossl::X509Ptr> anchors_;
  bool has_crls_ = false;
};
using TrustStorePtr = std::shared_ptr<const TrustStore>;

enum class Purpose { kClient, kServer };

struct CheckOptions {
  Purpose purpose = Purpose::kClient;
  int max_intermediates = -1;    ///< -1: no limit
  std::optional<UtcSeconds> at;  ///< absent: now
};

/// Checks `leaf` with `presented` (what goes over the wire) against `trust`; `known` are further
/// certificates that the holder has but does not present: they decide kMissingIntermediate.
attempt::PathCheck CheckPath(X509* leaf, std::span<const ossl::X509Ptr> presented,
                             std::span<const ossl::X509Ptr> known, const TrustStore& trust,
                             const CheckOptions& options = {});

}  // namespace shakedown::pki
