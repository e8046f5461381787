#include <cstdlib>
#include <filesystem>
#include <utility>

#include "core/text.h"
#include "ossl/error_queue.h"
#include "pki/chain.h"

namespace shakedown::pki {
namespace {

std::string FromEnvironmentOr(const char* variable, const char* otherwise) {
  const char* const value = std::getenv(variable);
  return value != nullptr && *value != '\0' ? value : otherwise;
}

}  // namespace

std::shared_ptr<const TrustStore> TrustStore::Of(std::span<X509* const> anchors,
                                                 std::span<X509_CRL* const> crls) {
  auto trust = std::make_shared<TrustStore>();
  trust->store_.reset(X509_STORE_new());
  SHAKEDOWN_ASSERT(trust->store_ != nullptr);
  for (X509* const anchor : anchors) {
    SHAKEDOWN_ASSERT(X509_STORE_add_cert(trust->store_.get(), anchor) == 1);
    trust->anchors_.push_back(ossl::UpRef(anchor));
  }
  for (X509_CRL* const crl : crls) {
    SHAKEDOWN_ASSERT(X509_STORE_add_crl(trust->store_.get(), crl) == 1);
  }
  trust->has_crls_ = !crls.empty();
  if (trust->has_crls_) {
    // As servers check: the leaf and every issuer need a CRL.
    X509_STORE_set_flags(trust->store_.get(), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  }
  return trust;
}

Result<std::shared_ptr<const TrustStore>> TrustStore::Load(const std::string& ca_file,
                                                           const std::string& crl_file) {
  Result<std::vector<ossl::X509Ptr>> anchors = LoadCertificates(ca_file);
  if (!anchors) return std::move(anchors).error().AddContext("loading trusted certificates");
  std::vector<X509*> borrowed_anchors;
  for (const ossl::X509Ptr& anchor : *anchors) borrowed_anchors.push_back(anchor.get());
  if (crl_file.empty()) return Of(borrowed_anchors);
  Result<std::vector<ossl::CrlPtr>> crls = LoadCrls(crl_file);
  if (!crls) return std::move(crls).error().AddContext("loading revocation lists");
  std::vector<X509_CRL*> borrowed_crls;
  for (const ossl::CrlPtr& crl : *crls) borrowed_crls.push_back(crl.get());
  return Of(borrowed_anchors, borrowed_crls);
}

Result<std::shared_ptr<const TrustStore>> TrustStore::System() {
  ossl::ClearErrors();
  const std::string file =
      FromEnvironmentOr(X509_get_default_cert_file_env(), X509_get_default_cert_file());
  const std::string folder =
      FromEnvironmentOr(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
  Result<std::vector<ossl::X509Ptr>> anchors = LoadCertificates(file);
  // Debian and its kin keep one bundle of everything inside the folder of single files.
  if (!anchors) anchors = LoadCertificates(folder + "/ca-certificates.crt");
  std::error_code ignored;
  const bool has_folder = std::filesystem::is_directory(folder, ignored);
  if (!anchors && !has_folder) {
    return Error(ErrorCode::kFileRead, "no system trust store at '" + Printable(file) + "' or '" +
                                           Printable(folder) + "'")
        .WithHint(
            "install the CA certificates of the system (package ca-certificates) or name a "
            "CA file with --server-ca");
  }
  auto trust = std::make_shared<TrustStore>();
  trust->store_.reset(X509_STORE_new());
  SHAKEDOWN_ASSERT(trust->store_ != nullptr);
  if (has_folder) X509_STORE_load_path(trust->store_.get(), folder.c_str());
  if (anchors) {
    for (ossl::X509Ptr& anchor : *anchors) {
      X509_STORE_add_cert(trust->store_.get(), anchor.get());
      trust->anchors_.push_back(std::move(anchor));
    }
  }
  ossl::ClearErrors();
  return std::shared_ptr<const TrustStore>(std::move(trust));
}

}  // namespace shakedown::pki
