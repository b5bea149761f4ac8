//! The tensors of a classifier that is no network: of SVC those of LIBSVM's model, by its names and in its layout, of
//! logistic regression scikit-learn's `coef` and `intercept`, of nearest neighbours the training samples `X` and
//! their classes `y`.

use std::borrow::Cow;

use safetensors::tensor::{Dtype, View};

use super::write::NamedTensor;
use super::{ModelFile, ModelFileError};
use crate::experiment::classifiers::{Classifier, Kernel, Probability, Svc};

/// What a trained classifier consists of.
#[derive(Clone, Debug, PartialEq)]
pub enum ClassifierParts {
    /// Support vectors.
    Svc(SvcParts),
    /// The weights of logistic regression.
    Logistic {
        /// `[classes][numbers of a sample]`.
        coef: Vec<f64>,
        /// One of each class.
        intercept: Vec<f64>,
    },
    /// The samples that vote.
    Neighbors {
        /// The samples.
        samples: NeighborSamples,
        /// The class of each.
        labels: Vec<u16>,
    },
}

/// A support vector classifier: support vectors class by class, in each by their rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SvcParts {
    /// Which rows of the training samples they were: `sv_indices`, from 0.
    pub rows: Vec<u32>,
    /// `SV`, `[support vectors][numbers of a sample]`, as the classifier gets samples.
    pub support: Vec<f32>,
    /// How many each class has: `nSV`.
    pub counts: Vec<u32>,
    /// `sv_coef`, `[classes - 1][support vectors]`: of a support vector of class `i` the coefficients against the
    /// other classes in their order.
    pub coefficients: Vec<f64>,
    /// What is subtracted from the decision of each pair of classes (0, 1), (0, 2), …: `rho`.
    pub rho: Vec<f64>,
    /// `gamma`, of kernels that have one.
    pub gamma: Option<f64>,
    /// The sigmoids' slopes, of each pair or of each class, of two classes of the second alone: `probA`.
    pub slopes: Vec<f64>,
    /// Their offsets: `probB`.
    pub offsets: Vec<f64>,
}

/// Training samples that vote.
#[derive(Clone, Debug, PartialEq)]
pub enum NeighborSamples {
    /// Pictures' values, before they are scaled.
    Pixels(Vec<u8>),
    /// Rows as the classifier gets them.
    Numbers(Vec<f32>),
}

/// A tensor of a classifier, to be written.
pub struct ClassifierTensor {
    name: &'static str,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl NamedTensor for ClassifierTensor {
    fn name(&self) -> &str {
        self.name
    }
}

impl View for &ClassifierTensor {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

/// A type of values in tensors.
trait Value: Copy {
    const DTYPE: Dtype;
    fn put(self, bytes: &mut Vec<u8>);
    fn read(bytes: &[u8]) -> Vec<Self>;
}

macro_rules! value {
    ($($type:ty = $dtype:ident),*) => {$(
        impl Value for $type {
            const DTYPE: Dtype = Dtype::$dtype;

            fn put(self, bytes: &mut Vec<u8>) {
                bytes.extend(self.to_le_bytes());
            }

            fn read(bytes: &[u8]) -> Vec<Self> {
                let (values, _) = bytes.as_chunks();
                values.iter().map(|value| Self::from_le_bytes(*value)).collect()
            }
        }
    )*};
}

value!(u8 = U8, u16 = U16, u32 = U32, f32 = F32, f64 = F64);

fn tensor<T: Value>(name: &'static str, shape: &[usize], values: &[T]) -> ClassifierTensor {
    let mut bytes = Vec::with_capacity(size_of_val(values));
    for value in values {
        value.put(&mut bytes);
    }
    ClassifierTensor {
        name,
        dtype: T::DTYPE,
        shape: shape.to_vec(),
        bytes,
    }
}

impl ClassifierParts {
    /// Its tensors, for samples of so many numbers.
    #[must_use]
    pub fn tensors(&self, width: usize) -> Vec<ClassifierTensor> {
        match self {
            Self::Svc(svc) => {
                let (n, classes) = (svc.rows.len(), svc.counts.len());
                let mut tensors = vec![
                    tensor("SV", &[n, width], &svc.support),
                    tensor("sv_indices", &[n], &svc.rows),
                    tensor("nSV", &[classes], &svc.counts),
                    tensor("sv_coef", &[classes - 1, n], &svc.coefficients),
                    tensor("rho", &[svc.rho.len()], &svc.rho),
                    tensor("probA", &[svc.slopes.len()], &svc.slopes),
                    tensor("probB", &[svc.offsets.len()], &svc.offsets),
                ];
                tensors.extend(svc.gamma.map(|gamma| tensor("gamma", &[1], &[gamma])));
                tensors
            }
            Self::Logistic { coef, intercept } => vec![
                tensor("coef", &[intercept.len(), width], coef),
                tensor("intercept", &[intercept.len()], intercept),
            ],
            Self::Neighbors { samples, labels } => {
                let shape = [labels.len(), width];
                vec![
                    match samples {
                        NeighborSamples::Pixels(pixels) => tensor("X", &shape, pixels),
                        NeighborSamples::Numbers(numbers) => tensor("X", &shape, numbers),
                    },
                    tensor("y", &[labels.len()], labels),
                ]
            }
        }
    }
}

impl ModelFile<'_> {
    /// What a file holds of a classifier, for samples of so many numbers.
    ///
    /// # Errors
    /// A tensor is missing, of another shape or type, or holds what no training leads to; it is named.
    pub fn classifier(
        &self,
        classifier: &Classifier,
        width: usize,
        classes: usize,
    ) -> Result<ClassifierParts, ModelFileError> {
        if classes < 2 {
            return Err(ModelFileError::foreign(
                "the model's file names one class, and a classifier tells two or more apart",
            ));
        }
        match classifier {
            Classifier::Svc(options) => self.svc(options, width, classes).map(ClassifierParts::Svc),
            Classifier::LogisticRegression(_) => Ok(ClassifierParts::Logistic {
                coef: self.finite("coef", &[classes, width])?,
                intercept: self.finite("intercept", &[classes])?,
            }),
            Classifier::KNeighborsClassifier(_) => self.neighbors(width, classes),
        }
    }

    fn svc(&self, options: &Svc, width: usize, classes: usize) -> Result<SvcParts, ModelFileError> {
        let counts: Vec<u32> = self.values("nSV", &[classes])?;
        let sum = counts.iter().try_fold(0_u32, |sum, n| sum.checked_add(*n));
        let n = sum.filter(|sum| *sum > 0).ok_or_else(|| {
            ModelFileError::foreign("nSV in the model's file counts no support vectors")
        })? as usize;
        let pairs = classes * (classes - 1) / 2;
        let sigmoids = match options.probability {
            Probability::Platt => pairs,
            Probability::Calibrated if classes == 2 => 1,
            Probability::Calibrated => classes,
        };
        let gamma = match options.kernel {
            Kernel::Linear => None,
            Kernel::Rbf | Kernel::Poly => Some(self.finite("gamma", &[1])?[0]),
        };
        if gamma.is_some_and(|gamma| gamma <= 0.0) {
            return Err(ModelFileError::foreign(
                "gamma in the model's file is not positive",
            ));
        }
        let support: Vec<f32> = self.values("SV", &[n, width])?;
        check_finite("SV", support.iter().all(|value| value.is_finite()))?;
        Ok(SvcParts {
            rows: self.values("sv_indices", &[n])?,
            support,
            coefficients: self.finite("sv_coef", &[classes - 1, n])?,
            rho: self.finite("rho", &[pairs])?,
            gamma,
            slopes: self.finite("probA", &[sigmoids])?,
            offsets: self.finite("probB", &[sigmoids])?,
            counts,
        })
    }

    fn neighbors(&self, width: usize, classes: usize) -> Result<ClassifierParts, ModelFileError> {
        let (dtype, shape, _) = self.any("X")?;
        let n = shape.first().copied().unwrap_or_default();
        if n == 0 {
            return Err(ModelFileError::foreign(
                "X in the model's file holds no samples",
            ));
        }
        let samples = if dtype == Dtype::U8 {
            NeighborSamples::Pixels(self.values("X", &[n, width])?)
        } else {
            let numbers: Vec<f32> = self.values("X", &[n, width])?;
            check_finite("X", numbers.iter().all(|value| value.is_finite()))?;
            NeighborSamples::Numbers(numbers)
        };
        let labels: Vec<u16> = self.values("y", &[n])?;
        if let Some(label) = labels.iter().find(|label| usize::from(**label) >= classes) {
            return Err(ModelFileError::foreign(format!(
                "y in the model's file has class {label}, and there are {classes} classes"
            )));
        }
        Ok(ClassifierParts::Neighbors { samples, labels })
    }

    fn values<T: Value>(&self, name: &str, shape: &[usize]) -> Result<Vec<T>, ModelFileError> {
        self.bytes(name, shape, T::DTYPE).map(T::read)
    }

    fn finite(&self, name: &str, shape: &[usize]) -> Result<Vec<f64>, ModelFileError> {
        let values: Vec<f64> = self.values(name, shape)?;
        check_finite(name, values.iter().all(|value| value.is_finite()))?;
        Ok(values)
    }
}

fn check_finite(name: &str, is_finite: bool) -> Result<(), ModelFileError> {
    if is_finite {
        return Ok(());
    }
    Err(ModelFileError::foreign(format!(
        "{name} in the model's file holds what is no finite number"
    )))
}
