//! How numbers and hashes stand in the JSON, and what the JSON Schema says of them.

use alloy_primitives::{B256, U256};
use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

/// Amounts of wei: decimal strings, since they exceed what JSON's numbers hold exactly.
pub(super) mod decimal {
    use super::*;

    pub(in crate::manifest) fn serialize<S: Serializer>(
        value: &U256,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(in crate::manifest) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<U256, D::Error> {
        let text = String::deserialize(deserializer)?;
        let value = U256::from_str_radix(&text, 10)
            .ok()
            .filter(|value| value.to_string() == text);
        value.ok_or_else(|| {
            D::Error::custom(format_args!(
                "`{text}` is no amount of wei: write it as decimal digits in quotes"
            ))
        })
    }

    #[cfg(feature = "schema")]
    pub(in crate::manifest) fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^(0|[1-9][0-9]*)$" })
    }
}

/// SHA-256 digests: lower-case hexadecimal without prefix.
pub(super) mod digest {
    use super::*;

    pub(in crate::manifest) fn serialize<S: Serializer>(
        value: &B256,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&alloy_primitives::hex::encode(value))
    }

    pub(in crate::manifest) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<B256, D::Error> {
        let text = String::deserialize(deserializer)?;
        let value: Option<B256> = text
            .parse()
            .ok()
            .filter(|value| alloy_primitives::hex::encode(value) == text);
        value.ok_or_else(|| {
            D::Error::custom(format_args!(
                "`{text}` is no SHA-256 digest: write 64 lower-case hexadecimal digits, as sha256sum does"
            ))
        })
    }

    #[cfg(feature = "schema")]
    pub(in crate::manifest) fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
    }
}

#[cfg(feature = "schema")]
pub(super) fn address_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "string", "pattern": "^0x[0-9a-fA-F]{40}$" })
}

#[cfg(feature = "schema")]
pub(super) fn hash_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "string", "pattern": "^0x[0-9a-fA-F]{64}$" })
}

#[cfg(feature = "schema")]
pub(super) fn optional_hash_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    hash_schema(generator)
}
