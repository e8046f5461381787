#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pemerr.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/text.h"
#include "ossl/error_queue.h"
#include "pki/credential_file.h"
#include "pki/identity.h"

namespace shakedown::pki {
namespace {

Error NeedsPassphrase(const std::string& path) {
  return Error(ErrorCode::kPassphraseMissing, "the private key in '" + Printable(path) +
                                                  "' is encrypted and no passphrase is given")
      .WithHint("name its source with --pass env:NAME or --pass file:PATH");
}

Error WrongPassphrase(const std::string& path) {
  return Error(ErrorCode::kPassphraseWrong,
               "the passphrase does not open the private key in '" + Printable(path) + "'")
      .WithHint("check it with: openssl pkey -noout -in " + ShellWord(path));
}

Error UnsupportedCipher(const std::string& path) {
  const std::string file = ShellWord(path);
  return Error(ErrorCode::kUnsupported, "the private key in '" + Printable(path) +
                                            "' is encrypted with an old cipher that the TLS "
                                            "library no longer offers")
      .WithHint("encrypt it anew: openssl pkcs8 -topk8 -provider default -provider legacy -in " +
                file + " -out new.key");
}

/// After a failed decryption: which of the two it was.
Error DecryptionError(const std::string& path) {
  return DrainSaysUnsupported() ? UnsupportedCipher(path) : WrongPassphrase(path);
}

Error BadKey(const std::string& path) {
  if (DrainSaysUnsupported()) {
    return Error(ErrorCode::kUnsupported, "the private key in '" + Printable(path) +
                                              "' is of a kind that the TLS library cannot use")
        .WithHint("use an RSA, EC or EdDSA key");
  }
  return Error(ErrorCode::kFormat,
               "the private key in '" + Printable(path) + "' is damaged: it does not decode")
      .WithHint("check it with: openssl pkey -noout -in " + ShellWord(path));
}

ossl::PkeyPtr FromPkcs8(const PKCS8_PRIV_KEY_INFO* info) {
  return ossl::PkeyPtr(info == nullptr ? nullptr : EVP_PKCS82PKEY(info));
}

Result<ossl::PkeyPtr> DecryptPkcs8(const X509_SIG* sealed, const std::string& path,
                                   const Passphrase& passphrase) {
  if (!passphrase) return NeedsPassphrase(path);
  const ossl::Pkcs8Ptr info(PKCS8_decrypt(sealed, passphrase->c_str(), passphrase->length()));
  if (info == nullptr) return DecryptionError(path);
  ossl::PkeyPtr key = FromPkcs8(info.get());
  if (key == nullptr) return BadKey(path);
  return key;
}

/// pem_password_cb: hands over the passphrase in `context`.
int GivePassphrase(char* buffer, int size, int /*for_writing*/, void* context) {
  const auto* const passphrase = static_cast<const Secret*>(context);
  const int length = std::min(size, passphrase->length());
  std::memcpy(buffer, passphrase->c_str(), static_cast<size_t>(length));
  return length;
}

int KeyTypeOfLabel(std::string_view label) {
  if (label.starts_with("RSA ")) return EVP_PKEY_RSA;
  if (label.starts_with("EC ")) return EVP_PKEY_EC;
  if (label.starts_with("DSA ")) return EVP_PKEY_DSA;
  return EVP_PKEY_NONE;
}

ossl::PkeyPtr FromTraditional(std::string_view label, ByteSpan der) {
  const uint8_t* position = der.data();
  const int type = KeyTypeOfLabel(label);
  const long length = static_cast<long>(der.size());
  return ossl::PkeyPtr(type == EVP_PKEY_NONE ? d2i_AutoPrivateKey(nullptr, &position, length)
                                             : d2i_PrivateKey(type, nullptr, &position, length));
}

/// RFC 1421 headers: "Proc-Type: 4,ENCRYPTED" and "DEK-Info".
Result<ossl::PkeyPtr> DecryptTraditional(const KeyBlock& block, const std::string& path,
                                         const Passphrase& passphrase) {
  if (!passphrase) return NeedsPassphrase(path);
  EVP_CIPHER_INFO cipher{};
  std::string header = block.header;
  Secret plain(block.der.view());
  auto* const data = reinterpret_cast<unsigned char*>(plain.data());  // decrypted in place
  long length = plain.length();
  if (PEM_get_EVP_CIPHER_INFO(header.data(), &cipher) != 1) {
    return DrainSaysUnsupported() ? UnsupportedCipher(path) : BadKey(path);
  }
  if (PEM_do_header(&cipher, data, &length, GivePassphrase, const_cast<Secret*>(&*passphrase)) !=
      1) {
    return DecryptionError(path);
  }
  ossl::PkeyPtr key =
      FromTraditional(block.label, plain.bytes().first(static_cast<size_t>(std::max(0L, length))));
  // A wrong passphrase leaves valid padding once in 256 times; the key does not decode then.
  if (key == nullptr) return DecryptionError(path);
  return key;
}

}  // namespace

bool DrainSaysUnsupported() {
  const std::vector<ossl::QueueEntry> entries = ossl::DrainErrors();
  return std::any_of(entries.begin(), entries.end(), [](const ossl::QueueEntry& entry) {
    if (entry.reason == ERR_R_UNSUPPORTED) {
      // Decoders report this for any data that is not theirs; only missing algorithms count.
      return entry.library == ERR_LIB_EVP;
    }
    if (entry.library == ERR_LIB_EVP) {
      return entry.reason == EVP_R_UNSUPPORTED_ALGORITHM ||
             entry.reason == EVP_R_UNKNOWN_PBE_ALGORITHM ||
             entry.reason == EVP_R_UNSUPPORTED_CIPHER || entry.reason == EVP_R_UNKNOWN_CIPHER ||
             entry.reason == EVP_R_UNSUPPORTED_PRIVATE_KEY_ALGORITHM ||
             entry.reason == EVP_R_UNSUPPORTED_PRF ||
             entry.reason == EVP_R_UNSUPPORTED_KEY_DERIVATION_FUNCTION;
    }
    return entry.library == ERR_LIB_PEM && (entry.reason == PEM_R_UNSUPPORTED_ENCRYPTION ||
                                            entry.reason == PEM_R_UNSUPPORTED_CIPHER);
  });
}

Result<ossl::PkeyPtr> DecodeKey(const KeyBlock& block, const std::string& path,
                                const Passphrase& passphrase) {
  ossl::ClearErrors();
  if (block.header.find("ENCRYPTED") != std::string::npos) {
    return DecryptTraditional(block, path, passphrase);
  }
  const ByteSpan der = block.der.bytes();
  if (block.label.empty() || block.label == "ENCRYPTED PRIVATE KEY") {
    const uint8_t* position = der.data();
    const ossl::EncryptedKeyPtr sealed(
        d2i_X509_SIG(nullptr, &position, static_cast<long>(der.size())));
    if (sealed != nullptr) return DecryptPkcs8(sealed.get(), path, passphrase);
  }
  ossl::ClearErrors();
  const uint8_t* position = der.data();
  const ossl::Pkcs8Ptr info(
      d2i_PKCS8_PRIV_KEY_INFO(nullptr, &position, static_cast<long>(der.size())));
  ossl::PkeyPtr key = FromPkcs8(info.get());
  if (key == nullptr && info == nullptr) {
    ossl::ClearErrors();
    key = FromTraditional(block.label, der);
  }
  if (key == nullptr) return BadKey(path);
  ossl::ClearErrors();
  return key;
}

}  // namespace shakedown::pki
