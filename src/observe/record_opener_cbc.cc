// RecordOpener for suites with a MAC of their own: CBC, before or after encryption, and NULL.
#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "observe/record_opener.h"
#include "ossl/error_queue.h"

namespace shakedown::observe {

bool RecordOpener::MacFits(const Bytes& pseudo_header, ByteSpan covered, ByteSpan mac) const {
  Bytes message = pseudo_header;
  message.insert(message.end(), covered.begin(), covered.end());
  std::array<unsigned char, EVP_MAX_MD_SIZE> expected{};
  unsigned length = 0;
  const auto* made = HMAC(suite_.mac, mac_key_.data(), static_cast<int>(mac_key_.size()),
                          message.data(), message.size(), expected.data(), &length);
  ossl::ClearErrors();
  return made != nullptr && length == mac.size() &&
         CRYPTO_memcmp(expected.data(), mac.data(), mac.size()) == 0;
}

std::optional<Bytes> RecordOpener::Decrypt(ByteSpan iv, ByteSpan ciphertext) {
  Bytes plain(ciphertext.size() + EVP_MAX_BLOCK_LENGTH);
  EVP_CIPHER_CTX* context = context_.get();
  int length = 0;
  const bool good =
      EVP_DecryptInit_ex(context, suite_.cipher, nullptr, key_.data(), iv.data()) == 1 &&
      EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
      EVP_DecryptUpdate(context, plain.data(), &length, ciphertext.data(),
                        static_cast<int>(ciphertext.size())) == 1;
  ossl::ClearErrors();
  if (!good || length < 0) return std::nullopt;
  plain.resize(static_cast<size_t>(length));
  return plain;
}

/// RFC 5246 section 6.2.3.2; RFC 7366 section 3 where the MAC comes after encryption.
std::optional<OpenedRecord> RecordOpener::OpenCbc(const WireRecord& record) {
  const auto block = static_cast<size_t>(EVP_CIPHER_get_block_size(suite_.cipher));
  const auto mac_octets = static_cast<size_t>(EVP_MD_get_size(suite_.mac));
  ByteSpan sealed = record.fragment;
  if (encrypt_then_mac_) {
    if (sealed.size() < mac_octets) return std::nullopt;
    const ByteSpan mac = sealed.last(mac_octets);
    sealed = sealed.first(sealed.size() - mac_octets);
    if (!MacFits(PseudoHeader(record, sealed.size()), sealed, mac)) return std::nullopt;
  }
  const size_t iv_in_record = iv_.empty() ? block : 0;
  if (sealed.size() < iv_in_record + block || sealed.size() % block != 0) return std::nullopt;
  const ByteSpan iv = iv_.empty() ? sealed.first(block) : ByteSpan(iv_);
  auto plain = Decrypt(iv, sealed.subspan(iv_in_record));
  if (!plain || plain->empty()) return std::nullopt;
  const size_t padding = size_t{plain->back()} + 1;
  const size_t behind = padding + (encrypt_then_mac_ ? 0 : mac_octets);
  if (plain->size() < behind) return std::nullopt;
  const ByteSpan whole = *plain;
  const ByteSpan content = whole.first(whole.size() - behind);
  if (!encrypt_then_mac_ && !MacFits(PseudoHeader(record, content.size()), content,
                                     whole.subspan(content.size(), mac_octets))) {
    return std::nullopt;
  }
  // TLS 1.0: the last block of a record is the IV of the next (RFC 2246 section 6.2.3.2).
  if (!iv_.empty()) iv_.assign(sealed.end() - static_cast<ptrdiff_t>(block), sealed.end());
  return OpenedRecord{record.type, Bytes(content.begin(), content.end())};
}

std::optional<OpenedRecord> RecordOpener::OpenNull(const WireRecord& record) {
  const auto mac_octets = static_cast<size_t>(EVP_MD_get_size(suite_.mac));
  if (record.fragment.size() < mac_octets) return std::nullopt;
  const ByteSpan content = record.fragment.first(record.fragment.size() - mac_octets);
  if (!MacFits(PseudoHeader(record, content.size()), content, record.fragment.last(mac_octets))) {
    return std::nullopt;
  }
  return OpenedRecord{record.type, Bytes(content.begin(), content.end())};
}

}  // namespace shakedown::observe
