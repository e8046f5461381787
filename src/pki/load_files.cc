// Single files: certificates, CRLs, keys.
#include <utility>

#include "core/text.h"
#include "pki/credential_file.h"
#include "pki/identity.h"

namespace shakedown::pki {

Result<std::vector<ossl::X509Ptr>> LoadCertificates(const std::string& path) {
  Result<CredentialFile> file = ReadCredentialFile(path);
  if (!file) return std::move(file).error();
  if (file->certificates.empty()) return Missing(*file, FileKind::kCertificate);
  return std::move(file->certificates);
}

Result<std::vector<ossl::CrlPtr>> LoadCrls(const std::string& path) {
  Result<CredentialFile> file = ReadCredentialFile(path, kMaxCrlFile);
  if (!file) return std::move(file).error();
  if (file->crls.empty()) return Missing(*file, FileKind::kCrl);
  return std::move(file->crls);
}

Result<ossl::PkeyPtr> LoadKey(const std::string& path, const std::string& passphrase) {
  const Result<Passphrase> secret = PassphraseFrom(passphrase);
  if (!secret) return secret.error();
  const Result<CredentialFile> file = ReadCredentialFile(path);
  if (!file) return file.error();
  if (file->keys.empty()) return Missing(*file, FileKind::kPrivateKey);
  return DecodeKey(file->keys.front(), path, *secret);
}

}  // namespace shakedown::pki
